/** The queued calls of each category of Novu's rate limit, and their tokens. Sends nothing. */
@NullMarked
package dev.segmentnovu.worker.calls.queue;

import org.jspecify.annotations.NullMarked;
