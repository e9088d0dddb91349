package dev.segmentnovu.queue.history;

import java.time.Instant;

/**
 * How often an event without a mapped workflow occurred.
 *
 * @param name the event's name; empty for all names that are too many
 * @param count how often
 * @param deadLetters how many of them became dead letters
 * @param first when it was first seen
 * @param last when it was last seen
 */
public record UnmappedTally(
    String name, long count, long deadLetters, Instant first, Instant last) {

  static UnmappedTally once(String name, boolean deadLetter, Instant at) {
    return new UnmappedTally(name, 1, deadLetter ? 1 : 0, at, at);
  }

  UnmappedTally plus(UnmappedTally later) {
    return new UnmappedTally(
        name, count + later.count, deadLetters + later.deadLetters, first, later.last);
  }
}
