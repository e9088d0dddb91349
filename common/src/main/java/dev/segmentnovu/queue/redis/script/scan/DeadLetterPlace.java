package dev.segmentnovu.queue.redis.script.scan;

import java.util.Comparator;

/**
 * The place of a dead letter in the order of death. The dead letter need not exist any more.
 *
 * @param deadAtMs when it died, in ms since 1970
 * @param id of the dead letter
 */
public record DeadLetterPlace(long deadAtMs, String id) {

  /** Oldest first, then by id: ids are ASCII, so this is the order of Redis. */
  public static final Comparator<DeadLetterPlace> OLDEST_FIRST =
      Comparator.comparingLong(DeadLetterPlace::deadAtMs).thenComparing(DeadLetterPlace::id);
}
