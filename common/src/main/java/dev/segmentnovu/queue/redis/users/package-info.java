/** Single events and users in Redis: where they are, and how they are forgotten. */
@NullMarked
package dev.segmentnovu.queue.redis.users;

import org.jspecify.annotations.NullMarked;
