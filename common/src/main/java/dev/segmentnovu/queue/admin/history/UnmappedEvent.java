package dev.segmentnovu.queue.admin.history;

import java.time.Instant;

/**
 * Track calls of one name for which no workflow is mapped.
 *
 * @param name the event's name, at most 200 characters; empty for all names beyond the first 1,000
 * @param count how many there were since {@code firstSeen}
 * @param deadLetters how many of them became dead letters; the others were skipped
 */
public record UnmappedEvent(
    String source,
    String name,
    long count,
    long deadLetters,
    Instant firstSeen,
    Instant lastSeen) {}
