package dev.segmentnovu.ingest.admin.alerts;

import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.FinishedJob;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.SourceState;
import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What workers and jobs report, as far as it may be worth an alert. Texts must hold no personal
 * data. Each stage fails with {@link QueueUnavailableException} where Redis does not answer.
 */
public interface AlertInputs {

  /** The state of each source, by name; a source of which nothing is known is left out. */
  CompletionStage<Map<String, SourceState>> sourceStates();

  /** The jobs that ended within the last day, at most some hundred. */
  CompletionStage<List<FinishedJob>> finishedJobs();
}
