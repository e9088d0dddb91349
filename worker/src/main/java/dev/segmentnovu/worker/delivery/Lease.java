package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a claim still belongs to this worker, by the clock of this process. It counts from
 * before Redis was asked, so it never ends later than in Redis.
 */
@EventLoopConfined
public final class Lease {

  private final LongSupplier nanoTime;
  private final Duration length;
  private long endNanos;

  /**
   * A lease of a claim.
   *
   * @param nanoTime as {@link System#nanoTime()}
   * @param askedAtNanos {@code nanoTime} when the claim was sent
   */
  public Lease(LongSupplier nanoTime, Duration length, long askedAtNanos) {
    this.nanoTime = nanoTime;
    this.length = length;
    endNanos = askedAtNanos + length.toNanos();
  }

  long nowNanos() {
    return nanoTime.getAsLong();
  }

  /** A settlement that was sent at {@code askedAtNanos} renewed the lease. */
  void renewed(long askedAtNanos) {
    endNanos = askedAtNanos + length.toNanos();
  }

  /** How long it lasts from now; negative when it is over. */
  Duration left() {
    return Duration.ofNanos(endNanos - nowNanos());
  }

  /** Whether it lasts at least {@code time} from now. */
  boolean lasts(Duration time) {
    return endNanos - nowNanos() >= time.toNanos();
  }
}
