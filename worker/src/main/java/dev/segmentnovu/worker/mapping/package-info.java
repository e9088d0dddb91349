/**
 * Decides which requests an event becomes at Novu. {@code EventMapper} is the entry; the
 * configuration's rules are applied here, profile fields in {@code profile}, and JSONata in {@code
 * expression}. Pure: no I/O, no clock.
 */
@NullMarked
package dev.segmentnovu.worker.mapping;

import org.jspecify.annotations.NullMarked;
