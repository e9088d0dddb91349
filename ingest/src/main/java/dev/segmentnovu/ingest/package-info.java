/** The ingest port: {@link dev.segmentnovu.ingest.IngestVerticle} wires the packages below. */
@NullMarked
package dev.segmentnovu.ingest;

import org.jspecify.annotations.NullMarked;
