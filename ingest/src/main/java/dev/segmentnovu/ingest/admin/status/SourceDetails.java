package dev.segmentnovu.ingest.admin.status;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.SourceState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that operators see of one source.
 *
 * @param config how it is configured
 * @param status where it stands
 * @param inWorkers the source in each worker that lives
 * @param budget its rate budget, by category
 * @param credentials when each credential was used last, by fingerprint
 */
record SourceDetails(
    RelayConfig.Source config,
    RelayStatus.Source status,
    List<Heartbeat.Source> inWorkers,
    List<BudgetState> budget,
    Map<String, Instant> credentials) {

  SourceDetails {
    inWorkers = List.copyOf(inWorkers);
    budget = List.copyOf(budget);
    credentials = Map.copyOf(credentials);
  }

  /** Whether a worker has stopped because all calls fail. */
  boolean isCircuitOpen() {
    return inWorkers.stream()
        .anyMatch(each -> each.state().kind() == SourceState.Kind.CIRCUIT_OPEN);
  }

  /** Calls and batches to Novu that are in flight. */
  int calls() {
    return inWorkers.stream().mapToInt(Heartbeat.Source::calls).sum();
  }

  /** How many may be in flight now. */
  int callLimit() {
    return inWorkers.stream().mapToInt(Heartbeat.Source::callLimit).sum();
  }

  /** How many may be in flight at most. */
  int mostCalls() {
    return config.concurrency().max() * inWorkers.size();
  }
}
