package dev.segmentnovu.queue.history;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How often a duration of each of the {@link DelayBuckets} occurred. Not thread-safe. */
public final class DelayHistogram {

  private final long[] counts = new long[DelayBuckets.COUNT];

  /** Adds {@code times} occurrences to a bucket; an unknown bucket counts as the last. */
  public void add(int bucket, long times) {
    counts[Math.min(bucket, counts.length - 1)] += times;
  }

  /** Adds all occurrences of {@code other}. */
  public void addAll(DelayHistogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** The occurrences in a bucket. */
  public long count(int bucket) {
    return counts[bucket];
  }

  /**
   * The duration that {@code share} of all occurrences do not exceed, by nearest rank, with the
   * error of {@link DelayBuckets}; empty if nothing occurred.
   *
   * @param share above 0, at most 1
   */
  public Optional<Duration> percentile(double share) {
    long all = Arrays.stream(counts).sum();
    long rank = Math.max(1, (long) Math.ceil(share * all));
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (counts[bucket] > 0 && seen >= rank) {
        return Optional.of(DelayBuckets.middle(bucket));
      }
    }
    return Optional.empty();
  }
}
