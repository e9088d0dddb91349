package dev.segmentnovu.queue.redis.script.history;

import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.queue.history.DelayBuckets;
import dev.segmentnovu.queue.history.DelayHistogram;
import dev.segmentnovu.queue.history.QueueGauge;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a minute or an hour as Redis stores them: {@code <name>=<number>}, separated by
 * blanks. A version leaves out the names that it does not know when it reads, and {@code
 * record_activity.lua} keeps them when it adds.
 *
 * @param counts without zeros
 * @param delays the times from acceptance to delivery
 * @param gauge the latest depth, the longest wait and the greatest use; null if none was sampled
 */
public record ActivityText(
    Map<ActivityCount, Long> counts, DelayHistogram delays, @Nullable QueueGauge gauge) {

  /** The later sample replaces the depth. */
  private static final String DEPTH = "Ld";

  /** The longest wait stays. */
  private static final String OLDEST_MS = "Mo";

  /** The greatest use of the budget stays. */
  private static final String BUDGET_PERMILLE = "Mb";

  private static final char DELAY = 'h';

  /** The text of a report; empty if it counts nothing. */
  static String of(ActivityReport report) {
    var text = new StringBuilder();
    report.counts().forEach((count, number) -> append(text, count.key(), number));
    for (int bucket = 0; bucket < DelayBuckets.COUNT; bucket++) {
      if (report.delays().count(bucket) > 0) {
        append(text, "" + DELAY + bucket, report.delays().count(bucket));
      }
    }
    QueueGauge gauge = report.gauge();
    if (gauge != null) {
      append(text, DEPTH, gauge.depth());
      append(text, OLDEST_MS, gauge.oldestDue().toMillis());
      Double used = gauge.budgetUsed();
      if (used != null) {
        append(text, BUDGET_PERMILLE, Math.round(1_000 * used));
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name, long number) {
    if (text.length() > 0) {
      text.append(' ');
    }
    text.append(name).append('=').append(Math.max(0, number));
  }

  /** Reads a stored text; leaves out what it does not understand. */
  public static ActivityText parse(String text) {
    Map<ActivityCount, Long> counts = new EnumMap<>(ActivityCount.class);
    var delays = new DelayHistogram();
    Long depth = null;
    Duration oldest = Duration.ZERO;
    Double used = null;
    for (String part : text.split(" ", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1 || !part.substring(equals + 1).matches("[0-9]{1,18}")) {
        continue;
      }
      String name = part.substring(0, equals);
      long number = Long.parseLong(part.substring(equals + 1));
      if (name.matches(DELAY + "[0-9]{1,2}")) {
        delays.add(Integer.parseInt(name.substring(1)), number);
      } else if (name.equals(DEPTH)) {
        depth = number;
      } else if (name.equals(OLDEST_MS)) {
        oldest = Duration.ofMillis(number);
      } else if (name.equals(BUDGET_PERMILLE)) {
        used = number / 1_000.0;
      } else {
        ActivityCount.ofKey(name).ifPresent(count -> counts.put(count, number));
      }
    }
    return new ActivityText(
        counts, delays, depth == null ? null : new QueueGauge(depth, oldest, used));
  }
}
