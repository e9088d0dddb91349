/** What happens to events over time: counted in memory, and written to Redis every few seconds. */
@NullMarked
package dev.segmentnovu.queue.history;

import org.jspecify.annotations.NullMarked;
