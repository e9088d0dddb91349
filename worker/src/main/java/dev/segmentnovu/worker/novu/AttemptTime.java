package dev.segmentnovu.worker.novu;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The time that all calls of one attempt may take, which stands still while they wait. */
final class AttemptTime {

  private final LongSupplier nanoTime;
  private final Duration whole;
  private long deadline;
  private Duration patience;

  /**
   * Begins now.
   *
   * @param nanoTime as {@link System#nanoTime()}
   * @param whole what the calls may take
   * @param patience what they may wait, on top of that
   */
  AttemptTime(LongSupplier nanoTime, Duration whole, Duration patience) {
    this.nanoTime = nanoTime;
    this.whole = whole;
    this.patience = patience;
    deadline = now() + whole.toNanos();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** A call has waited since {@code then}. */
  void waitedSince(long then) {
    long nanos = now() - then;
    deadline += nanos;
    patience = patience.minusNanos(nanos);
  }

  Duration patience() {
    return patience;
  }

  /** What is left, in milliseconds; at least 1. */
  long leftMillis() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - now()));
  }

  /** Whether there is enough left not to cut others short who share a call. */
  boolean isEnoughForOthers() {
    return leftMillis() * 2 >= whole.toMillis();
  }
}
