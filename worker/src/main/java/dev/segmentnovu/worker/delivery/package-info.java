/** Delivers the events of a claimed user in order, and settles each. */
@NullMarked
package dev.segmentnovu.worker.delivery;

import org.jspecify.annotations.NullMarked;
