/** Checks the events of an authenticated body and enqueues the valid ones. */
@NullMarked
package dev.segmentnovu.ingest.intake;

import org.jspecify.annotations.NullMarked;
