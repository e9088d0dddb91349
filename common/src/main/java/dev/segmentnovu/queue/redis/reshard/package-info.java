/** In how many shards a queue is, and the change of their number while everything runs. */
@NullMarked
package dev.segmentnovu.queue.redis.reshard;

import org.jspecify.annotations.NullMarked;
