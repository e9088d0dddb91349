/**
 * Claims users, delivers their events to Novu one after the other, and settles what became of each.
 */
@NullMarked
package dev.segmentnovu.worker;

import org.jspecify.annotations.NullMarked;
