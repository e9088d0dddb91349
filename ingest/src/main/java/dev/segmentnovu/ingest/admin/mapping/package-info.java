/** The mapping of events to workflows: which rules run, and what they do with an event. */
@NullMarked
package dev.segmentnovu.ingest.admin.mapping;

import org.jspecify.annotations.NullMarked;
