/** What the processes share to send each alert once, in Redis. */
@NullMarked
package dev.segmentnovu.queue.redis.alerts;

import org.jspecify.annotations.NullMarked;
