/** A guarded Redis, and secrets that must not be seen anywhere: with real processes. */
@NullMarked
package dev.segmentnovu.e2e.secure;

import org.jspecify.annotations.NullMarked;
