/** When something is worth an alert: pure, with the time as an argument. */
@NullMarked
package dev.segmentnovu.ingest.admin.alerts.rules;

import org.jspecify.annotations.NullMarked;
