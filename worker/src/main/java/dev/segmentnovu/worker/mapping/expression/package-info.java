/**
 * JSONata expressions over an event, bounded in what they may cost and the same for the same event
 * on every machine. Pure: no I/O, no clock, and the only room that knows the library.
 */
@NullMarked
package dev.segmentnovu.worker.mapping.expression;

import org.jspecify.annotations.NullMarked;
