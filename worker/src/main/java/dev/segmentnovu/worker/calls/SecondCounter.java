package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts what comes in a second. */
@EventLoopConfined
final class SecondCounter {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;
  private long began;
  private int now;
  private int before;

  SecondCounter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    began = nanoTime.getAsLong();
  }

  void add(int n) {
    count();
    now += n;
  }

  /** The count of this second or of the one before, whichever is larger. */
  int count() {
    long seconds = (nanoTime.getAsLong() - began) / SECOND;
    if (seconds > 0) {
      before = seconds == 1 ? now : 0;
      now = 0;
      began += seconds * SECOND;
    }
    return Math.max(before, now);
  }
}
