/** What a log line says of one event, without personal data. */
@NullMarked
package dev.segmentnovu.telemetry.log;

import org.jspecify.annotations.NullMarked;
