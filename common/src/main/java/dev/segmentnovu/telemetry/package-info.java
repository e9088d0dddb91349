/**
 * The names of the metrics, readiness, the HTTP routes that show both, and log lines at a limited
 * rate.
 */
@NullMarked
package dev.segmentnovu.telemetry;

import org.jspecify.annotations.NullMarked;
