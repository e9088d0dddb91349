package dev.segmentnovu.ingest.admin.alerts;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.Bounds;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.Queue;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.Source;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.SourceState;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.QueueStats;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Fills a {@link Snapshot} with what the queue, workers and jobs report. */
final class AlertFeed {

  private final ConfigView config;
  private final RelayConfig.Queue bounds;
  private final OperatorQueue queue;
  private final AlertInputs inputs;

  /**
   * A feed.
   *
   * @param config the configured sources
   * @param bounds of the dead letters
   */
  AlertFeed(ConfigView config, RelayConfig.Queue bounds, OperatorQueue queue, AlertInputs inputs) {
    this.config = config;
    this.bounds = bounds;
    this.queue = queue;
    this.inputs = inputs;
  }

  /**
   * What is known now. What cannot be read is left out; never fails.
   *
   * @param now the moment
   * @param refusals why processes refuse their configuration
   */
  Future<Snapshot> snapshot(Instant now, List<String> refusals) {
    List<String> sources = config.sources();
    List<Future<Optional<QueueStats>>> stats = new ArrayList<>();
    sources.forEach(source -> stats.add(read(queue.view().stats(source))));
    var memory = read(queue.memory().fullness(sources));
    var states = read(inputs.sourceStates());
    var jobs = read(inputs.finishedJobs());
    return Future.all(Future.all(stats), memory, states, jobs)
        .map(
            all -> {
              Map<String, SourceState> known = states.result().orElse(Map.of());
              List<Source> facts = new ArrayList<>();
              for (int i = 0; i < stats.size(); i++) {
                String source = sources.get(i);
                Queue counted = stats.get(i).result().map(this::queue).orElse(null);
                facts.add(new Source(source, counted, known.get(source)));
              }
              return new Snapshot(
                  now,
                  facts,
                  refusals,
                  memory.result().orElse(null),
                  jobs.result().orElse(List.of()));
            });
  }

  private static <T> Future<Optional<T>> read(CompletionStage<T> stage) {
    return AdminResponses.onEventLoop(stage).map(Optional::of).otherwise(Optional.empty());
  }

  private Queue queue(QueueStats stats) {
    QueueStats.Totals totals = stats.totals();
    Duration oldestDue = stats.oldestDue();
    return new Queue(
        totals.enqueued() + totals.duplicates(),
        totals.died(),
        totals.violations(),
        Math.max(
            fullness(
                bounds.failures(),
                stats.dead() - stats.unmapped(),
                stats.deadBytes() - stats.unmappedBytes()),
            fullness(bounds.unmapped(), stats.unmapped(), stats.unmappedBytes())),
        oldestDue == null ? Duration.ZERO : oldestDue);
  }

  private static double fullness(Bounds bounds, long count, long bytes) {
    return Math.max((double) count / bounds.count(), (double) bytes / bounds.bytes());
  }
}
