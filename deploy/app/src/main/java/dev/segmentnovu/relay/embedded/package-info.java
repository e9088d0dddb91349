/** The Redis that {@code relay up} starts, and its data directory. */
@NullMarked
package dev.segmentnovu.relay.embedded;

import org.jspecify.annotations.NullMarked;
