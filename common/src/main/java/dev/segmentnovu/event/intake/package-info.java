/**
 * Reads a body of events and checks each event. All that takes events from outside uses it: ingest,
 * {@code relay map} and an edited replay. Pure: no I/O, no clock.
 */
@NullMarked
package dev.segmentnovu.event.intake;

import org.jspecify.annotations.NullMarked;
