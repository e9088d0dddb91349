package dev.segmentnovu.queue.admin.history;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The failures of a source in groups. Each stage fails with {@link QueueUnavailableException} where
 * Redis does not answer. Safe for use from any thread.
 */
public interface FailureGroups {

  /** The groups of a source, latest failure first; at most 500. */
  CompletionStage<List<FailureGroup>> list(String source);

  /**
   * Acknowledges a group. It opens again with the next dead letter, or with a retry after ten
   * minutes without a failure. An acknowledgement that is there stays.
   *
   * @param id of the group
   * @param by who does it, in one line
   * @return the group; empty if there is none
   */
  CompletionStage<Optional<FailureGroup>> acknowledge(String id, String by);
}
