/**
 * What the processes of a relay and their operators tell each other through the queue: which
 * processes are alive, in which state each source is, and which sources operators pause.
 */
@NullMarked
package dev.segmentnovu.queue.control;

import org.jspecify.annotations.NullMarked;
