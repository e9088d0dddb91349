package dev.segmentnovu.relay.cli.imports;

import java.time.Duration;

/**
 * Spreads events over time, so that they come at a rate. Pure: it takes the time as an argument.
 */
final class Pace {

  private static final long NANOS = 1_000_000_000L;

  private final int perSecond;
  private long nextNanos;

  /**
   * A pace.
   *
   * @param perSecond events; at least 1
   * @param nowNanos the time now, of a clock that only goes forward
   */
  Pace(int perSecond, long nowNanos) {
    this.perSecond = perSecond;
    nextNanos = nowNanos;
  }

  /** How long to wait before the next events go; zero if they may go now. */
  Duration pause(long nowNanos) {
    return Duration.ofNanos(Math.max(0, nextNanos - nowNanos));
  }

  /** Notes that {@code events} go now. Time that was lost is not made up for. */
  void sent(int events, long nowNanos) {
    nextNanos = Math.max(nextNanos, nowNanos) + events * NANOS / perSecond;
  }
}
