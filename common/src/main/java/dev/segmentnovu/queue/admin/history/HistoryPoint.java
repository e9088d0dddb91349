package dev.segmentnovu.queue.admin.history;

import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.DelayHistogram;
import dev.segmentnovu.queue.history.QueueGauge;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the events of one source in one span of time.
 *
 * @param at when the span begins
 * @param counts without zeros
 * @param delays the times from acceptance to delivery
 * @param depth how many events waited, by the latest sample; null if there is none
 * @param oldestDue the longest wait of a due event; null if there is no sample
 * @param budgetUsed the greatest share of the rate budget that was used, 0 to 1; null if there is
 *     no sample
 */
public record HistoryPoint(
    Instant at,
    Map<ActivityCount, Long> counts,
    DelayHistogram delays,
    @Nullable Long depth,
    @Nullable Duration oldestDue,
    @Nullable Double budgetUsed) {

  /** A span in which nothing happened. */
  public static HistoryPoint empty(Instant at) {
    return new HistoryPoint(at, Map.of(), new DelayHistogram(), null, null, null);
  }

  /** A count; 0 if nothing was counted. */
  public long count(ActivityCount what) {
    return counts.getOrDefault(what, 0L);
  }

  /** Both spans as one, which begins with this one. */
  public HistoryPoint plus(HistoryPoint later) {
    Map<ActivityCount, Long> sums = new EnumMap<>(ActivityCount.class);
    sums.putAll(counts);
    later.counts.forEach((what, number) -> sums.merge(what, number, Long::sum));
    var all = new DelayHistogram();
    all.addAll(delays);
    all.addAll(later.delays);
    return new HistoryPoint(
        at,
        sums,
        all,
        later.depth == null ? depth : later.depth,
        QueueGauge.greater(oldestDue, later.oldestDue),
        QueueGauge.greater(budgetUsed, later.budgetUsed));
  }
}
