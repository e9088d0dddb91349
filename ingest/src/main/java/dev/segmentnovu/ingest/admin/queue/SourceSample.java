package dev.segmentnovu.ingest.admin.queue;

import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.admin.Processes;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.SourceState;
import java.util.List;

/**
 * What a sample found of a source.
 *
 * @param stats its queue
 * @param budget its rate budget, by category
 * @param workers what the live workers that serve it report
 */
record SourceSample(QueueStats stats, List<BudgetState> budget, List<Heartbeat.Source> workers) {

  static SourceSample of(
      String source, QueueStats stats, List<BudgetState> budget, List<Processes.Seen> processes) {
    return new SourceSample(
        stats,
        budget,
        processes.stream()
            .filter(Processes.Seen::isAlive)
            .map(Processes.Seen::heartbeat)
            .filter(each -> each.role() == Heartbeat.Role.WORKER)
            .flatMap(each -> each.sources().stream())
            .filter(each -> each.source().equals(source))
            .toList());
  }

  /** How many calls of the source are in flight in all workers. */
  int calls() {
    return workers.stream().mapToInt(Heartbeat.Source::calls).sum();
  }

  /** Whether there are workers, and none of them delivers its events. */
  boolean isHeld() {
    return !workers.isEmpty()
        && workers.stream().noneMatch(each -> each.state().kind() == SourceState.Kind.RUNNING);
  }

  /** Users that keep a call slot busy, or would. */
  long usersWithWork() {
    return stats.runnable() + stats.claimed();
  }
}
