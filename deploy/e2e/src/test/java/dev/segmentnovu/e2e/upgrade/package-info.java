/** A relay in use is upgraded, rolled back, and its queue divided anew. */
@NullMarked
package dev.segmentnovu.e2e.upgrade;

import org.jspecify.annotations.NullMarked;
