package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds out that a source only fails: the attempts at several users in a row, with no answer of use
 * between them. One user that fails again and again says nothing of the source. Tells how long to
 * leave Novu alone then, and longer each time a probe fails. Pure.
 */
@EventLoopConfined
final class Circuit {

  /** So many users in a row. */
  static final int USERS = 10;

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Set<Object> failing = new HashSet<>();
  private int openings;

  /**
   * An attempt has failed: 5xx, a reset, a timeout.
   *
   * @param who the user; for those that shared a call what is the same for all of them, as one call
   *     says no more than another
   * @param probe whether it was to find out if Novu is well again
   * @param random from 0 (inclusive) to 1 (exclusive): keeps workers from probing together
   * @return how long to leave Novu alone; zero while the circuit stays closed, and where it was
   *     open already
   */
  Duration failed(Object who, boolean probe, double random) {
    if (probe) {
      openings++;
    } else {
      if (openings > 0) {
        return Duration.ZERO;
      }
      failing.add(who);
      if (failing.size() < USERS) {
        return Duration.ZERO;
      }
      openings = 1;
    }
    failing.clear();
    long doubled = FIRST.toMillis() << Math.min(openings - 1, 20);
    long pause = Math.min(LONGEST.toMillis(), doubled);
    return Duration.ofMillis(pause / 2 + (long) (pause * random / 2));
  }

  /** Novu has answered, and did not fail: the circuit is closed. */
  void answered() {
    openings = 0;
    failing.clear();
  }

  boolean isOpen() {
    return openings > 0;
  }
}
