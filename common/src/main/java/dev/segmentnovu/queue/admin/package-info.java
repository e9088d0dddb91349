/**
 * What operators ask of the queue: its state, its dead letters, parked users and audits. Workers
 * and the entry points do not use it.
 */
@NullMarked
package dev.segmentnovu.queue.admin;

import org.jspecify.annotations.NullMarked;
