/**
 * The queue in Redis: one list for each user, one sorted set of users, random lease tokens, and the
 * dead letters. The scripts stand beside the classes that call them. Nothing else uses Redisson.
 */
@NullMarked
package dev.segmentnovu.queue.redis;

import org.jspecify.annotations.NullMarked;
