/** Admin routes that list, show, replay and delete dead letters. */
@NullMarked
package dev.segmentnovu.ingest.admin.deadletters;

import org.jspecify.annotations.NullMarked;
