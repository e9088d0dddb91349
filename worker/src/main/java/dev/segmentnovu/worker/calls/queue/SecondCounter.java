package dev.segmentnovu.worker.calls.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts tokens per second. */
@EventLoopConfined
final class SecondCounter {

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;
  private long startNanos;
  private int thisSecond;
  private int lastSecond;

  SecondCounter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    startNanos = nanoTime.getAsLong();
  }

  void add(int n) {
    count();
    thisSecond += n;
  }

  /** The count of this second or of the one before, whichever is larger. */
  int count() {
    long seconds = (nanoTime.getAsLong() - startNanos) / SECOND_NANOS;
    if (seconds > 0) {
      lastSecond = seconds == 1 ? thisSecond : 0;
      thisSecond = 0;
      startNanos += seconds * SECOND_NANOS;
    }
    return Math.max(lastSecond, thisSecond);
  }
}
