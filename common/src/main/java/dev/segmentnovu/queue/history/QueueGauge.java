package dev.segmentnovu.queue.history;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of a source's queue, sampled.
 *
 * @param depth how many events wait
 * @param oldestDue how long the oldest due event waits; zero if none waits
 * @param budgetUsed the share of the rate budget that was used, 0 to 1, of the category of which
 *     most was used; null if that is not known
 */
public record QueueGauge(long depth, Duration oldestDue, @Nullable Double budgetUsed) {

  /** A gauge without the budget. */
  public QueueGauge(long depth, Duration oldestDue) {
    this(depth, oldestDue, null);
  }

  /** The later depth, the longer wait and the greater use. */
  QueueGauge then(QueueGauge later) {
    Duration longer = oldestDue.compareTo(later.oldestDue) > 0 ? oldestDue : later.oldestDue;
    return new QueueGauge(later.depth, longer, greater(budgetUsed, later.budgetUsed));
  }

  /** The greater of two values of which each may be unknown. */
  public static <T extends Comparable<T>> @Nullable T greater(@Nullable T one, @Nullable T other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) >= 0 ? one : other;
  }
}
