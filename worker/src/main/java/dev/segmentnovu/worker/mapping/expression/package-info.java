/**
 * JSONata expressions over an event. Their cost is bounded, and the same event gives the same value
 * on every machine. Pure: no I/O, no clock. Only this package uses the JSONata library.
 */
@NullMarked
package dev.segmentnovu.worker.mapping.expression;

import org.jspecify.annotations.NullMarked;
