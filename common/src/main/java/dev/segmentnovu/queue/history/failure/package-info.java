/** Failures in groups: what two failures have in common, and how many users they affect. Pure. */
@NullMarked
package dev.segmentnovu.queue.history.failure;

import org.jspecify.annotations.NullMarked;
