/**
 * The connection to Redis: it finds a server, runs scripts and listens to channels, and says in
 * words what is wrong with a server. It knows nothing of the queue. Nothing else uses Redisson.
 */
@NullMarked
package dev.segmentnovu.queue.redis.client;

import org.jspecify.annotations.NullMarked;
