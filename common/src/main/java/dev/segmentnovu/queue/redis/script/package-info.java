/**
 * The Lua scripts of the queue. One class for each script, or each group of scripts, builds its
 * keys and arguments and parses its reply. {@link QueueKeys} lists what Redis stores.
 */
@NullMarked
package dev.segmentnovu.queue.redis.script;

import org.jspecify.annotations.NullMarked;
