package dev.segmentnovu.ingest.admin.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.queue.RateWindow.Rates;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.Processes;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.history.QueueGauge;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples the queue of each source for the gauges, the rates and the history. While Redis is
 * unavailable, the gauges are NaN and not the last known values. Other threads read the gauges
 * only.
 */
@EventLoopConfined
public final class QueueSampler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueueSampler.class);

  private static final class SampledSource implements AutoCloseable {
    final String name;
    final RateWindow window = new RateWindow();
    final BudgetUse budgetUse = new BudgetUse();
    final SlotUse slotUse = new SlotUse();
    final SourceGauges gauges;

    SampledSource(String name, MeterRegistry registry) {
      this.name = name;
      gauges = new SourceGauges(registry, name);
    }

    @Override
    public void close() {
      gauges.close();
    }
  }

  private final OperatorQueue queue;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final ActivityRecorder activity;
  private final ConfigView config;
  private final Map<String, SampledSource> sources = new LinkedHashMap<>();
  private final Meter fsyncAge;
  private volatile @Nullable Duration lastFsync;
  private boolean sampling;
  private boolean unavailable;

  /**
   * Creates a sampler and its gauges.
   *
   * @param config the configured sources, which may change
   * @param queue reads the state of the queue, of the processes and of Redis
   * @param clock the time of the samples
   * @param registry receives the gauges
   * @param activity receives the depth and the oldest age for the history
   */
  public QueueSampler(
      ConfigView config,
      OperatorQueue queue,
      InstantSource clock,
      MeterRegistry registry,
      ActivityRecorder activity) {
    this.config = config;
    this.queue = queue;
    this.clock = clock;
    this.registry = registry;
    this.activity = activity;
    fsyncAge =
        TimeGauge.builder(
                Metrics.REDIS_FSYNC_AGE, this, TimeUnit.MILLISECONDS, QueueSampler::fsyncAgeMillis)
            .description("How long ago Redis' append-only file was last seen on disk")
            .register(registry);
    updateSources();
  }

  /** Adds and removes gauges as a reload of the configuration adds and removes sources. */
  private void updateSources() {
    List<String> names = config.sources();
    List<String> gone = sources.keySet().stream().filter(name -> !names.contains(name)).toList();
    gone.forEach(name -> remove(sources.remove(name)));
    names.forEach(
        name -> sources.computeIfAbsent(name, added -> new SampledSource(added, registry)));
  }

  private static void remove(@Nullable SampledSource source) {
    if (source != null) {
      source.close();
    }
  }

  /** Samples every source, unless the previous sample is still pending. */
  public void sample(Context context) {
    if (sampling) {
      return;
    }
    updateSources();
    CompletionStage<List<Processes.Seen>> processes = queue.processes().list();
    List<Future<?>> pending = new ArrayList<>();
    for (SampledSource source : sources.values()) {
      pending.add(
          Future.fromCompletionStage(sample(source.name, processes), context)
              .onSuccess(sample -> store(source, sample))
              .onFailure(failure -> source.gauges.hide()));
    }
    // the server remembers when its file was last seen on disk
    pending.add(
        Future.fromCompletionStage(queue.server().state(config.sources()), context)
            .onSuccess(state -> lastFsync = state.lastFsync())
            .onFailure(failure -> lastFsync = null));
    // set only here, because an exception above would leave it set forever
    sampling = true;
    Future.join(pending)
        .onComplete(
            done -> {
              sampling = false;
              report(done.cause());
            });
  }

  private CompletionStage<SourceSample> sample(
      String source, CompletionStage<List<Processes.Seen>> processes) {
    return queue
        .view()
        .stats(source)
        .thenCombine(
            queue.view().budget(source),
            (stats, budget) -> new SourceSample(stats, budget, List.of()))
        .thenCombine(
            processes,
            (sample, seen) -> SourceSample.of(source, sample.stats(), sample.budget(), seen));
  }

  private void store(SampledSource source, SourceSample sample) {
    QueueStats stats = sample.stats();
    Instant now = clock.instant();
    source.window.add(now, stats.totals());
    BudgetUse.Use used = source.budgetUse.next(now, sample.budget());
    source.gauges.show(sample, desiredReplicas(source, sample, used));
    Duration oldest = stats.oldestDue();
    activity
        .source(source.name)
        .sampled(
            new QueueGauge(
                stats.depth(),
                oldest == null ? Duration.ZERO : oldest,
                used == null ? null : (Double) used.share()));
  }

  private long desiredReplicas(
      SampledSource source, SourceSample sample, BudgetUse.@Nullable Use used) {
    DesiredReplicas.Budget budget = source.slotUse.next(sample.calls(), used);
    int slots = config.source(source.name).map(each -> each.concurrency().max()).orElse(1);
    return DesiredReplicas.of(
        new DesiredReplicas.Demand(sample.usersWithWork(), slots, sample.isHeld(), budget));
  }

  private static String describe(Throwable failure) {
    return failure instanceof QueueUnavailableException known
        ? String.valueOf(known.getMessage())
        : failure.getClass().getSimpleName();
  }

  private void report(@Nullable Throwable failure) {
    if (failure != null && !unavailable) {
      LOG.warn(
          "The queue cannot be sampled, and its gauges are NaN until it can: {}",
          describe(ErrorResponses.unwrap(failure)));
    } else if (failure == null && unavailable) {
      LOG.info("The queue can be sampled again");
    }
    unavailable = failure != null;
  }

  /** The rates of a source over the last minute; empty if they are unknown. */
  Optional<Rates> rates(String source) {
    SampledSource found = sources.get(source);
    return found == null ? Optional.empty() : found.window.rates(clock.instant());
  }

  private double fsyncAgeMillis() {
    Duration age = lastFsync;
    return age == null ? Double.NaN : age.toMillis();
  }

  /** Removes the gauges. */
  @Override
  public void close() {
    sources.values().forEach(QueueSampler::remove);
    registry.remove(fsyncAge);
  }
}
