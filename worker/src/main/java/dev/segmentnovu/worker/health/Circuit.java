package dev.segmentnovu.worker.health;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Detects that all calls of a source fail: the attempts for several users in a row, without a
 * response in between. One user that fails again and again says nothing about the source. Each
 * probe that fails doubles the pause. Pure.
 */
@EventLoopConfined
public final class Circuit {

  /** This many users in a row open the circuit. */
  static final int USERS = 10;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Set<Object> failing = new HashSet<>();
  private int openings;

  /**
   * An attempt failed: 5xx, a reset connection, a timeout.
   *
   * @param who the user; for the users of one batch the same object
   * @param probe whether the attempt was a probe
   * @param random from 0 (inclusive) to 1 (exclusive): keeps workers from probing at the same time
   * @return how long the source pauses; zero while the circuit stays closed, and where it was open
   *     already
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
    long doubled = FIRST_PAUSE.toMillis() << Math.min(openings - 1, 20);
    long pause = Math.min(LONGEST_PAUSE.toMillis(), doubled);
    return Duration.ofMillis(pause / 2 + (long) (pause * random / 2));
  }

  /** Novu responded and did not fail. */
  void close() {
    openings = 0;
    failing.clear();
  }

  boolean isOpen() {
    return openings > 0;
  }
}
