package dev.segmentnovu.ingest.admin.status;

import dev.segmentnovu.ingest.admin.status.verdict.SourceFacts;
import dev.segmentnovu.ingest.admin.status.verdict.SourceVerdict;
import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.Server;
import dev.segmentnovu.queue.control.Heartbeat;
import java.util.List;

/**
 * The state of the whole relay at one moment.
 *
 * @param sources the configured sources, in the order of the file
 * @param refused the requests that ingests refuse because they do not prove where they come from
 * @param processes those that reported within the last minute
 * @param server the Redis
 * @param memory what its memory is used for
 */
record RelayStatus(
    List<Source> sources,
    List<RefusedSenders> refused,
    List<Seen> processes,
    Server.State server,
    List<Server.Memory> memory) {

  RelayStatus {
    sources = List.copyOf(sources);
    refused = List.copyOf(refused);
    processes = List.copyOf(processes);
    memory = List.copyOf(memory);
  }

  /**
   * A source.
   *
   * @param facts what is known of it
   * @param verdict its state
   */
  record Source(SourceFacts facts, SourceVerdict verdict) {

    String name() {
      return facts.source();
    }

    QueueStats queue() {
      return facts.queue();
    }
  }

  /** The processes of this role. */
  static List<Seen> of(Heartbeat.Role role, List<Seen> processes) {
    return processes.stream().filter(seen -> seen.heartbeat().role() == role).toList();
  }
}
