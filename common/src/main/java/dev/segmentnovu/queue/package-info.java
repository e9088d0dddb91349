/**
 * The contract of the durable queue: what ingest, the worker and the admin API ask of it, and the
 * values that they exchange. The implementation in Redis is in {@code queue.redis}.
 */
@NullMarked
package dev.segmentnovu.queue;

import org.jspecify.annotations.NullMarked;
