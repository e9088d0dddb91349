/** Tests of the documentation itself. */
@NullMarked
package dev.segmentnovu.docs;

import org.jspecify.annotations.NullMarked;
