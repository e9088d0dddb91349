/** What operators shall see of the events that were delivered or skipped. */
@NullMarked
package dev.segmentnovu.worker.delivery.finished;

import org.jspecify.annotations.NullMarked;
