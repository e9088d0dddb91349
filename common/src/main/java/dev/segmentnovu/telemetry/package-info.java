/** Names of the metrics, health, and the small HTTP server that shows both. */
@NullMarked
package dev.segmentnovu.telemetry;

import org.jspecify.annotations.NullMarked;
