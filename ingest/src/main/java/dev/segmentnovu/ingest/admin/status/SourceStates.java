package dev.segmentnovu.ingest.admin.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.OperatorQueue;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The states of sources alone, for those who watch them change. */
public final class SourceStates {

  private final StatusQuery query;

  /**
   * The states of the configured sources.
   *
   * @param config the configured sources
   * @param queue their queues, and what Redis knows of the processes
   */
  public SourceStates(ConfigView config, OperatorQueue queue) {
    query = new StatusQuery(config, queue);
  }

  /**
   * The state of a source, with its reason and its beginning; empty if it is not configured.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer, or with a
   *     timeout
   */
  public CompletionStage<List<ObjectNode>> of(String source) {
    return query
        .ask()
        .map(
            status ->
                status.sources().stream()
                    .filter(each -> each.name().equals(source))
                    .map(StatusJson::state)
                    .toList())
        .toCompletionStage();
  }
}
