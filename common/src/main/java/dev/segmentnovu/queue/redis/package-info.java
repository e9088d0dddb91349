/**
 * The queue in Redis: the implementation of the contract in {@code queue}. It decides which scripts
 * run when; {@code script} holds the scripts, {@code client} the connection.
 */
@NullMarked
package dev.segmentnovu.queue.redis;

import org.jspecify.annotations.NullMarked;
