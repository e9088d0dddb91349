/** Decides what an event means to Novu. Pure: no I/O, no clock. */
@NullMarked
package dev.segmentnovu.worker.mapping;

import org.jspecify.annotations.NullMarked;
