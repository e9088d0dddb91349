/** The script that searches the dead letters of a shard, with its arguments and its reply. */
@NullMarked
package dev.segmentnovu.queue.redis.script.scan;

import org.jspecify.annotations.NullMarked;
