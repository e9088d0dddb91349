package dev.segmentnovu.worker.calls.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** When all calls of one attempt must have ended. The deadline moves on while a call is queued. */
@EventLoopConfined
public final class AttemptDeadline {

  private final LongSupplier nanoTime;
  private final Duration timeout;
  private long deadlineNanos;
  private Duration patience;

  /**
   * Starts now.
   *
   * @param nanoTime as {@link System#nanoTime()}
   * @param timeout how long the calls may take in all
   * @param patience how long they may be queued in all, in addition
   */
  public AttemptDeadline(LongSupplier nanoTime, Duration timeout, Duration patience) {
    this.nanoTime = nanoTime;
    this.timeout = timeout;
    this.patience = patience;
    deadlineNanos = nanoTime.getAsLong() + timeout.toNanos();
  }

  /** A call leaves the queue that it joined at {@code queuedAtNanos}. */
  void leaveQueue(long queuedAtNanos) {
    long queuedNanos = nanoTime.getAsLong() - queuedAtNanos;
    deadlineNanos += queuedNanos;
    patience = patience.minusNanos(queuedNanos);
  }

  /** How long calls may still be queued. */
  Duration patience() {
    return patience;
  }

  /** The milliseconds that are left for calls, at least 1. */
  long leftMillis() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - nanoTime.getAsLong()));
  }

  /** Whether enough is left to join a batch: the batch has the shortest deadline of its calls. */
  public boolean isEnoughForBatch() {
    return leftMillis() * 2 >= timeout.toMillis();
  }
}
