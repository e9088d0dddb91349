/**
 * The durable queue in Redis: one list a user, one sorted set of users, random lease tokens, and
 * the dead letters beside them.
 */
@NullMarked
package dev.segmentnovu.queue;

import org.jspecify.annotations.NullMarked;
