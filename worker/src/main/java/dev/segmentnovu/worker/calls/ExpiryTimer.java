package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import io.vertx.core.Context;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Runs a handler when the earliest of the watched times is reached. */
@EventLoopConfined
final class ExpiryTimer {

  private final Context context;
  private final LongSupplier nanoTime;

  /** The earliest watched time; null if a timer has to be set for the next. */
  private @Nullable Long earliestNanos;

  /**
   * A timer that watches no time.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  ExpiryTimer(Context context, LongSupplier nanoTime) {
    this.context = context;
    this.nanoTime = nanoTime;
  }

  /**
   * Runs {@code handler} at {@code atNanos}, unless an earlier time is watched. The handler must
   * watch the next time, if there is one.
   */
  void watch(long atNanos, Runnable handler) {
    if (earliestNanos != null && earliestNanos - atNanos <= 0) {
      return;
    }
    earliestNanos = atNanos;
    long nanos = Math.max(0, atNanos - nanoTime.getAsLong());
    context
        .owner()
        .setTimer(TimeUnit.NANOSECONDS.toMillis(nanos) + 1, unused -> reached(atNanos, handler));
  }

  private void reached(long atNanos, Runnable handler) {
    if (earliestNanos != null && earliestNanos == atNanos) {
      earliestNanos = null;
    }
    handler.run();
  }

  /** Whether the earliest watched time is not reached yet. */
  boolean isAhead() {
    return earliestNanos != null && earliestNanos - nanoTime.getAsLong() > 0;
  }
}
