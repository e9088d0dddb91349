/** The scripts about single events and users. */
@NullMarked
package dev.segmentnovu.queue.redis.script.users;

import org.jspecify.annotations.NullMarked;
