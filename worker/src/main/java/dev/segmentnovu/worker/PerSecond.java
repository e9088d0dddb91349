package dev.segmentnovu.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts what comes in a second. For one event loop only. */
final class PerSecond {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** The weight of the latest second in what is usual: some five of them count. */
  private static final double WEIGHT = 0.2;

  private final LongSupplier nanoTime;
  private long began;
  private int now;
  private int before;
  private double usual = -1;

  PerSecond(LongSupplier nanoTime) {
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
      if (now > 0) {
        usual = usual < 0 ? now : usual + WEIGHT * (now - usual);
      }
      before = seconds == 1 ? now : 0;
      now = 0;
      began += seconds * SECOND;
    }
    return Math.max(before, now);
  }

  /**
   * How many come in a second usually, those excepted in which none came: it may be that none was
   * wanted. Negative while that is not known.
   */
  double usual() {
    count();
    return usual;
  }
}
