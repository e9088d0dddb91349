/** Serves the description of the admin API. */
@NullMarked
package dev.segmentnovu.ingest.admin.openapi;

import org.jspecify.annotations.NullMarked;
