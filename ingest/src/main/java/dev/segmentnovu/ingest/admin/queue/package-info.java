/** Admin routes and metrics about the queue and its users. */
@NullMarked
package dev.segmentnovu.ingest.admin.queue;

import org.jspecify.annotations.NullMarked;
