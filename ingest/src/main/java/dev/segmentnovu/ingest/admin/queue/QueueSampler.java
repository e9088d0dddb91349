package dev.segmentnovu.ingest.admin.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.queue.RateWindow.Rates;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.QueueView;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.history.QueueGauge;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.function.ToDoubleFunction;
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

  private static final class SampledSource {
    final String name;
    final RateWindow window = new RateWindow();
    final BudgetUse budgetUse = new BudgetUse();
    final List<Gauge> gauges = new ArrayList<>();
    volatile @Nullable QueueStats last;

    SampledSource(String name) {
      this.name = name;
    }

    double gauge(ToDoubleFunction<QueueStats> value) {
      QueueStats stats = last;
      return stats == null ? Double.NaN : value.applyAsDouble(stats);
    }
  }

  private final QueueView queue;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final ActivityRecorder activity;
  private final ConfigView config;
  private final Map<String, SampledSource> sources = new LinkedHashMap<>();
  private boolean sampling;
  private boolean unavailable;

  /**
   * Creates a sampler and its gauges.
   *
   * @param config the configured sources, which may change
   * @param queue reads the state of the queue
   * @param clock the time of the samples
   * @param registry receives the gauges
   * @param activity receives the depth and the oldest age for the history
   */
  public QueueSampler(
      ConfigView config,
      QueueView queue,
      InstantSource clock,
      MeterRegistry registry,
      ActivityRecorder activity) {
    this.config = config;
    this.queue = queue;
    this.clock = clock;
    this.registry = registry;
    this.activity = activity;
    updateSources();
  }

  /** Adds and removes gauges as a reload of the configuration adds and removes sources. */
  private void updateSources() {
    List<String> names = config.sources();
    List<String> gone = sources.keySet().stream().filter(name -> !names.contains(name)).toList();
    gone.forEach(name -> remove(sources.remove(name)));
    names.forEach(name -> sources.computeIfAbsent(name, this::add));
  }

  private void remove(@Nullable SampledSource source) {
    if (source != null) {
      source.gauges.forEach(registry::remove);
    }
  }

  private SampledSource add(String name) {
    var source = new SampledSource(name);
    gauge(Metrics.QUEUE_DEPTH, "Events that wait in the queue", null, source, QueueStats::depth);
    gauge(Metrics.DEAD_LETTERS, "Dead letters", null, source, QueueStats::dead);
    gauge(
        Metrics.UNMAPPED,
        "Dead letters of events that no workflow is mapped for",
        null,
        source,
        QueueStats::unmapped);
    gauge(
        Metrics.EVICTED,
        "Dead letters that were evicted because of a bound",
        null,
        source,
        stats -> stats.totals().evicted());
    gauge(
        Metrics.VIOLATIONS,
        "Violations of the queue's invariants that were found",
        null,
        source,
        stats -> stats.totals().violations());
    gauge(
        Metrics.OLDEST_AGE,
        "Age of the oldest event that waits in the queue",
        "seconds",
        source,
        stats -> seconds(stats.oldestAge()));
    return source;
  }

  private void gauge(
      String name,
      String description,
      @Nullable String unit,
      SampledSource source,
      ToDoubleFunction<QueueStats> value) {
    source.gauges.add(
        Gauge.builder(name, source, s -> s.gauge(value))
            .description(description)
            .baseUnit(unit)
            .tag("source", source.name)
            .register(registry));
  }

  /** Samples every source, unless the previous sample is still pending. */
  public void sample(Context context) {
    if (sampling) {
      return;
    }
    updateSources();
    List<Future<QueueStats>> pending = new ArrayList<>();
    for (SampledSource source : sources.values()) {
      pending.add(
          Future.fromCompletionStage(
                  queue
                      .stats(source.name)
                      .thenCombine(
                          queue.budget(source.name), (stats, budget) -> new Sample(stats, budget)),
                  context)
              .onSuccess(sample -> store(source, sample))
              .map(Sample::stats)
              .onFailure(failure -> source.last = null));
    }
    // set only here, because an exception above would leave it set forever
    sampling = true;
    Future.join(pending)
        .onComplete(
            done -> {
              sampling = false;
              report(done.cause());
            });
  }

  private record Sample(QueueStats stats, List<BudgetState> budget) {}

  private void store(SampledSource source, Sample sample) {
    QueueStats stats = sample.stats();
    source.last = stats;
    Instant now = clock.instant();
    source.window.add(now, stats.totals());
    Double used = source.budgetUse.next(now, sample.budget());
    Duration oldest = stats.oldestDue();
    activity
        .source(source.name)
        .sampled(new QueueGauge(stats.depth(), oldest == null ? Duration.ZERO : oldest, used));
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

  /** An age in seconds; 0 if no event waits. */
  private static double seconds(@Nullable Duration age) {
    return age == null ? 0 : age.toMillis() / 1_000.0;
  }

  /** Removes the gauges. */
  @Override
  public void close() {
    sources.values().forEach(this::remove);
  }
}
