/**
 * What each process of the relay is made of: event loops, live configuration, the watch over Redis,
 * start and shutdown.
 */
@NullMarked
package dev.segmentnovu.relay.runtime;

import org.jspecify.annotations.NullMarked;
