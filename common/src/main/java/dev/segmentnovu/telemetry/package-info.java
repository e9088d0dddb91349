/** The names of the metrics, readiness, and the HTTP routes that show both. */
@NullMarked
package dev.segmentnovu.telemetry;

import org.jspecify.annotations.NullMarked;
