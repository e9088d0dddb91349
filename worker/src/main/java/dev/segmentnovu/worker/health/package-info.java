/** Whether a source may be delivered now, and the metrics of a worker. */
@NullMarked
package dev.segmentnovu.worker.health;

import org.jspecify.annotations.NullMarked;
