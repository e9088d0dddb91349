/**
 * What processes and operators tell each other, in Redis: the heartbeats of the processes, the
 * pauses of operators, and the state of the server.
 */
@NullMarked
package dev.segmentnovu.queue.redis.control;

import org.jspecify.annotations.NullMarked;
