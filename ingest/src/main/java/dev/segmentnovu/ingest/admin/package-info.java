/** The operators' port: dead letters, the queue, health and metrics over HTTP. */
@NullMarked
package dev.segmentnovu.ingest.admin;

import org.jspecify.annotations.NullMarked;
