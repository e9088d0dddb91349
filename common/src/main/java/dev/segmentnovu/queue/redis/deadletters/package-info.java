/** The dead letters in Redis: lists them, and keeps them within their bounds. */
@NullMarked
package dev.segmentnovu.queue.redis.deadletters;

import org.jspecify.annotations.NullMarked;
