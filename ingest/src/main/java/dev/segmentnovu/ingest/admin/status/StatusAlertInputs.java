package dev.segmentnovu.ingest.admin.status;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.alerts.AlertInputs;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.FinishedJob;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.SourceState;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.State;
import dev.segmentnovu.ingest.admin.status.verdict.SourceVerdict;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.jobs.JobStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Feeds the alerts with the states that {@code GET /admin/status} shows, and with ended jobs. */
@EventLoopConfined
public final class StatusAlertInputs implements AlertInputs {

  private final StatusQuery query;
  private final EndedJobs jobs;

  /**
   * The states of the configured sources.
   *
   * @param config the configured sources
   * @param queue their queues, and what Redis knows of the processes
   * @param jobs the jobs of operators
   */
  public StatusAlertInputs(ConfigView config, OperatorQueue queue, JobStore jobs) {
    query = new StatusQuery(config, queue);
    this.jobs = new EndedJobs(jobs);
  }

  @Override
  public CompletionStage<Map<String, SourceState>> sourceStates() {
    return query.askWithoutMemory().map(StatusAlertInputs::states).toCompletionStage();
  }

  private static Map<String, SourceState> states(RelayStatus status) {
    Map<String, SourceState> states = new LinkedHashMap<>();
    for (RelayStatus.Source source : status.sources()) {
      states.put(source.name(), state(source.verdict()));
    }
    return states;
  }

  /** The states of both have the same names. */
  static SourceState state(SourceVerdict verdict) {
    State state = State.valueOf(verdict.state().toUpperCase(Locale.ROOT).replace('-', '_'));
    return new SourceState(state, verdict.reason(), verdict.remedy());
  }

  @Override
  public CompletionStage<List<FinishedJob>> finishedJobs() {
    return jobs.ask().toCompletionStage();
  }
}
