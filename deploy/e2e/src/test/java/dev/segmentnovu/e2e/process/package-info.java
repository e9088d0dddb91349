/** Tests of whole processes. */
@NullMarked
package dev.segmentnovu.e2e.process;

import org.jspecify.annotations.NullMarked;
