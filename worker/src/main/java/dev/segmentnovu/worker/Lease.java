package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a claim is still ours, by this process's own clock and counted from before Redis was
 * asked: never later than Redis thinks.
 */
@EventLoopConfined
final class Lease {

  private final LongSupplier nanoTime;
  private final Duration length;
  private long end;

  /**
   * A lease.
   *
   * @param askedAt {@code nanoTime} when the claim was sent
   */
  Lease(LongSupplier nanoTime, Duration length, long askedAt) {
    this.nanoTime = nanoTime;
    this.length = length;
    this.end = askedAt + length.toNanos();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** It was renewed by a call sent at {@code askedAt}. */
  void renewed(long askedAt) {
    end = askedAt + length.toNanos();
  }

  /** How long it lasts from now; negative when it is over. */
  Duration left() {
    return Duration.ofNanos(end - now());
  }

  /** Whether it lasts at least so long from now. */
  boolean lasts(Duration time) {
    return end - now() >= time.toNanos();
  }
}
