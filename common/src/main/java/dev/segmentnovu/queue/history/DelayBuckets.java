package dev.segmentnovu.queue.history;

import java.time.Duration;

/**
 * Sorts durations into buckets whose bounds grow by the square root of two, from 1 ms to 12 days.
 * The middle of a bucket differs from each of its durations by at most {@value #ERROR_PERCENT} %.
 * Pure.
 */
public final class DelayBuckets {

  /** How many buckets there are. The last one also takes what is longer. */
  public static final int COUNT = 61;

  /** The largest error of a percentile, in percent. */
  public static final int ERROR_PERCENT = 19;

  /** The least ms of the upper half of each power of two: the power times the root of two. */
  private static final long[] UPPER_HALF = new long[Long.SIZE];

  static {
    for (int power = 0; power < Long.SIZE - 1; power++) {
      UPPER_HALF[power] = (long) Math.ceil(Math.scalb(Math.sqrt(2), power));
    }
  }

  private DelayBuckets() {}

  /** The bucket of a duration, from 0. Less than 1 ms, also a negative duration, counts as 1 ms. */
  public static int of(Duration duration) {
    long millis = Math.max(1, duration.toMillis());
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(millis);
    int bucket = 2 * power + (millis >= UPPER_HALF[power] ? 1 : 0);
    return Math.min(bucket, COUNT - 1);
  }

  /** The geometric middle of a bucket. */
  public static Duration middle(int bucket) {
    double millis = Math.pow(2, (bucket + 0.5) / 2);
    return Duration.ofNanos(Math.round(millis * 1_000_000));
  }
}
