package dev.segmentnovu.queue.admin.history;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.history.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What happened over time, merged from all processes. Each stage fails with {@link
 * QueueUnavailableException} where Redis does not answer. Safe for use from any thread.
 */
public interface ActivityHistory {

  /** How long minutes are kept. */
  Duration MINUTES_KEPT = Duration.ofHours(24);

  /** How long hours are kept. */
  Duration HOURS_KEPT = Duration.ofDays(30);

  /** How fine the points are. */
  enum Resolution {
    MINUTES,
    HOURS
  }

  /**
   * The points of a source, oldest first. A minute or an hour in which nothing happened has none.
   *
   * @param source a configured source's name
   * @param from the begin of the first point, at the earliest
   * @param to the end of the last point, at the latest
   */
  CompletionStage<List<HistoryPoint>> points(
      String source, Resolution resolution, Instant from, Instant to);

  /** When each credential of a source was used last, by its {@link Credential#fingerprint}. */
  CompletionStage<Map<String, Instant>> credentials(String source);

  /** The events of a source without a mapped workflow, most frequent first; at most 1,001. */
  CompletionStage<List<UnmappedEvent>> unmapped(String source);
}
