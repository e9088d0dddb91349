/** Judges in which state a source is, why, and what helps. Pure. */
@NullMarked
package dev.segmentnovu.ingest.admin.status.verdict;

import org.jspecify.annotations.NullMarked;
