/**
 * Answers why nothing is delivered: the state of each source with its reason and remedy, and the
 * processes and the Redis of the relay. Pauses, resumes and probes sources.
 */
@NullMarked
package dev.segmentnovu.ingest.admin.status;

import org.jspecify.annotations.NullMarked;
