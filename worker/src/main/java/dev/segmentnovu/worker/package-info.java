/** Claims users, delivers their events to Novu in order, and settles each event. */
@NullMarked
package dev.segmentnovu.worker;

import org.jspecify.annotations.NullMarked;
