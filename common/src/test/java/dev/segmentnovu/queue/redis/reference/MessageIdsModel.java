package dev.segmentnovu.queue.redis.reference;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The message ids that {@link QueueModel} remembers, in two windows. */
final class MessageIdsModel {

  private final long window;
  private final Map<String, Long> accepted = new TreeMap<>();
  private Set<String> seen = new HashSet<>();
  private Set<String> seenBefore = new HashSet<>();
  private long seenSince;
  private long elapsed;
  private long latest;

  /** None; an id is remembered for {@code window} ms at least. */
  MessageIdsModel(long window) {
    this.window = window;
  }

  /** Remembers an id; false if it is remembered already. */
  boolean add(String id) {
    if (seenBefore.contains(id) || !seen.add(id)) {
      return false;
    }
    promised(id);
    return true;
  }

  /** Forgets what is too old. */
  void forget(long now) {
    // time that passes in one direction, as it does for those who send
    elapsed += Math.max(0, now - latest);
    latest = now;
    long age = now - seenSince;
    if (age < 0) {
      seenSince = now;
    } else if (age >= window) {
      seenBefore = age < 2 * window ? seen : new HashSet<>();
      seen = new HashSet<>();
      seenSince = now;
    }
  }

  /** However ids are forgotten: not within their window, also where the clock is turned back. */
  private void promised(String id) {
    Long before = accepted.put(id, elapsed);
    if (before != null && elapsed - before < window) {
      throw new AssertionError(id + " is taken again after " + (elapsed - before) + " ms");
    }
  }
}
