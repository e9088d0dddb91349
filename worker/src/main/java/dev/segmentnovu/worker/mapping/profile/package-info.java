/**
 * Turns profile fields (name, e-mail address, locale, …) into the form that Novu accepts. Pure: no
 * I/O, no clock.
 */
@NullMarked
package dev.segmentnovu.worker.mapping.profile;

import org.jspecify.annotations.NullMarked;
