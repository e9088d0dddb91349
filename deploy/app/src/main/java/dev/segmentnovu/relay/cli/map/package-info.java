/** {@code relay map}: shows what the relay would send to Novu for an event. */
@NullMarked
package dev.segmentnovu.relay.cli.map;

import org.jspecify.annotations.NullMarked;
