/**
 * Jobs of operators: one action on all dead letters that match a filter, or on selected ones. A job
 * is stored with its progress, so that any process can run it and continue it.
 */
@NullMarked
package dev.segmentnovu.queue.jobs;

import org.jspecify.annotations.NullMarked;
