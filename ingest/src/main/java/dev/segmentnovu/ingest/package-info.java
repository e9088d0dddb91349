/** The front door: authenticates, validates and enqueues what Segment's webhooks and SDKs send. */
@NullMarked
package dev.segmentnovu.ingest;

import org.jspecify.annotations.NullMarked;
