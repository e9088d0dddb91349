/**
 * The processes of the relay: their event loops, ports and shutdown, and the watch over Redis.
 * {@code config} has their configuration, {@code exit} the exit codes.
 */
@NullMarked
package dev.segmentnovu.relay.runtime;

import org.jspecify.annotations.NullMarked;
