/** Jobs of operators: their routes, and what runs them. */
@NullMarked
package dev.segmentnovu.ingest.admin.jobs;

import org.jspecify.annotations.NullMarked;
