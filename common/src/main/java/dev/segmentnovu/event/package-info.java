/**
 * Segment's events as the relay sees them, and how one is written into the queue and read back.
 * Pure: no I/O, no clock.
 */
@NullMarked
package dev.segmentnovu.event;

import org.jspecify.annotations.NullMarked;
