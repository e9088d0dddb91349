/** Alerts: fills the snapshot that the rules judge, and sends what they find to the receivers. */
@NullMarked
package dev.segmentnovu.ingest.admin.alerts;

import org.jspecify.annotations.NullMarked;
