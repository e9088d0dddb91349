/** The commands in the documentation: they parse, and they run. */
@NullMarked
package dev.segmentnovu.e2e.docs;

import org.jspecify.annotations.NullMarked;
