/** The history of a source in Redis. */
@NullMarked
package dev.segmentnovu.queue.redis.history;

import org.jspecify.annotations.NullMarked;
