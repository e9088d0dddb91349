/**
 * HTTP of the ingest port: routes, request bodies, responses and slow clients. It uses {@code
 * admission} and {@code intake}, which know nothing of HTTP.
 */
@NullMarked
package dev.segmentnovu.ingest.http;

import org.jspecify.annotations.NullMarked;
