/** What happened: counts over time, failure groups, unmapped events and rejections. */
@NullMarked
package dev.segmentnovu.ingest.admin.history;

import org.jspecify.annotations.NullMarked;
