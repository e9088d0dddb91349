/** What the log says of the events that a worker delivers. */
@NullMarked
package dev.segmentnovu.worker.delivery.log;

import org.jspecify.annotations.NullMarked;
