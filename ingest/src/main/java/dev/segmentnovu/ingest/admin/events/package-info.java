/** Routes about single events: the latest finished ones, and where an event is. */
@NullMarked
package dev.segmentnovu.ingest.admin.events;

import org.jspecify.annotations.NullMarked;
