package dev.segmentnovu.queue.admin.history;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.history.Rejection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The events of a source that ingest rejected. Each stage fails with {@link
 * QueueUnavailableException} where Redis does not answer. Safe for use from any thread.
 */
public interface Rejections {

  /** The latest rejections, newest first; at most 1,000. */
  CompletionStage<List<Rejection>> latest(String source);

  /** How many rejections there were of each code, most frequent first. */
  CompletionStage<Map<String, Long>> counts(String source);

  /** Those of the latest rejections that concern an event, newest first. */
  CompletionStage<List<Rejection>> find(String source, String messageId);

  /**
   * Deletes the rejections of users, also those that processes have not written yet. Returns how
   * many were written.
   *
   * @param userIds at least one, at most a few thousand
   */
  CompletionStage<Long> forget(String source, Collection<String> userIds);
}
