/**
 * Reads a body of events and checks each event. Ingest, {@code relay map} and the replay of an
 * edited event use it. Pure: no I/O, no clock.
 */
@NullMarked
package dev.segmentnovu.event.intake;

import org.jspecify.annotations.NullMarked;
