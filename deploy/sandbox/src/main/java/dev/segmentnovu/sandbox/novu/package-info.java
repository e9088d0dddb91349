/** Novu's endpoints, the rules they check, and what they store. */
@NullMarked
package dev.segmentnovu.sandbox.novu;

import org.jspecify.annotations.NullMarked;
