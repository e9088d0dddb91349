/** Claims users of the queue as there is room for them. */
@NullMarked
package dev.segmentnovu.worker.claim;

import org.jspecify.annotations.NullMarked;
