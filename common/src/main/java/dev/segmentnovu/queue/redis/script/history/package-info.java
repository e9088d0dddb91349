/** The scripts that write and read the history of a source. */
@NullMarked
package dev.segmentnovu.queue.redis.script.history;

import org.jspecify.annotations.NullMarked;
