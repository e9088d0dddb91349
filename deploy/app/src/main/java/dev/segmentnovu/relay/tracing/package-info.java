/** Traces with OpenTelemetry, as its standard variables say. */
@NullMarked
package dev.segmentnovu.relay.tracing;

import org.jspecify.annotations.NullMarked;
