/** {@code relay event}: where an event is. */
@NullMarked
package dev.segmentnovu.relay.cli.events;

import org.jspecify.annotations.NullMarked;
