package dev.segmentnovu.ingest.admin.status.verdict;

import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.Server;
import dev.segmentnovu.queue.control.PausedSource;
import dev.segmentnovu.queue.control.Senders.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source and of what it needs.
 *
 * @param source its name
 * @param hasWorkflows whether a rule or a workflow is mapped
 * @param pause the pause of an operator; null if there is none
 * @param workers all workers that reported within the last minute
 * @param queue the state of its queue
 * @param server the Redis that holds it
 * @param refused the webhooks that ingest refuses since the last one that it accepted; null if
 *     there are none
 */
public record SourceFacts(
    String source,
    boolean hasWorkflows,
    @Nullable PausedSource pause,
    List<Seen> workers,
    QueueStats queue,
    Server.State server,
    @Nullable Refused refused) {

  public SourceFacts {
    workers = List.copyOf(workers);
  }
}
