package dev.segmentnovu.ingest.admin.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.OperatorQueue;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The states of sources alone, for those who watch them change. */
@EventLoopConfined
public final class SourceStates {

  private final StatusQuery query;

  /** The question that is not answered yet; null if there is none. */
  private @Nullable Future<RelayStatus> open;

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
   * The state of a source, with its reason and its beginning; empty if it is not configured. An
   * answer has all sources, so calls before it is there get the same one.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  public CompletionStage<List<ObjectNode>> of(String source) {
    return status()
        .map(
            status ->
                status.sources().stream()
                    .filter(each -> each.name().equals(source))
                    .map(StatusJson::state)
                    .toList())
        .toCompletionStage();
  }

  private Future<RelayStatus> status() {
    Future<RelayStatus> status = open;
    if (status == null) {
      status = query.askWithoutMemory();
      open = status;
      status.onComplete(done -> open = null);
    }
    return status;
  }
}
