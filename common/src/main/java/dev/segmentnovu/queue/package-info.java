/**
 * The contract of the durable queue: what ingest and the worker ask of it, and the values that they
 * exchange. What operators ask of it is in {@code queue.admin}; the implementation in Redis is in
 * {@code queue.redis}.
 */
@NullMarked
package dev.segmentnovu.queue;

import org.jspecify.annotations.NullMarked;
