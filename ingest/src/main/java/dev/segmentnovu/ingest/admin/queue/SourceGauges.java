package dev.segmentnovu.ingest.admin.queue;

import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of the queue of one source, which are the same in each ingest. Gauges are NaN while
 * the last sample failed. Counters begin with the first sample and keep their last value: a counter
 * that began with zero would seem to jump.
 */
final class SourceGauges implements AutoCloseable {

  private static final String EVICTED = "Dead letters that were evicted because of a bound";

  private final MeterRegistry registry;
  private final String source;
  private final List<Meter> meters = new CopyOnWriteArrayList<>();
  private final Set<String> categories = new HashSet<>();

  /** Null while the last sample failed. */
  private volatile @Nullable SourceSample last;

  /** Null before the first sample. */
  private volatile @Nullable SourceSample known;

  private volatile long desiredReplicas;
  private boolean isClosed;

  SourceGauges(MeterRegistry registry, String source) {
    this.registry = registry;
    this.source = source;
    gauge(Metrics.QUEUE_DEPTH, "Events that wait in the queue", QueueStats::depth);
    gauge(Metrics.QUEUE_BYTES, "Size of the events that wait in the queue", QueueStats::bytes);
    users("due", QueueStats::runnable);
    users("claimed", QueueStats::claimed);
    users("retrying", QueueStats::retrying);
    users("parked", QueueStats::parked);
    age(Metrics.OLDEST_AGE, "Age of the oldest event that waits", QueueStats::oldestAge);
    age(
        Metrics.OLDEST_DUE_AGE,
        "Age of the oldest event that waits for a worker",
        QueueStats::oldestDue);
    gauge(Metrics.DEAD_LETTERS, "Dead letters", QueueStats::dead);
    gauge(Metrics.DEAD_LETTER_BYTES, "Size of the dead letters", QueueStats::deadBytes);
    gauge(
        Metrics.UNMAPPED,
        "Dead letters of events that no workflow is mapped for",
        QueueStats::unmapped);
    add(
        sampled(
            Metrics.LIVE_WORKERS,
            "Worker processes that serve the source and reported within 10 s",
            sample -> sample.workers().size()));
    add(
        sampled(
            Metrics.DESIRED_REPLICAS,
            "Worker processes that would help: what the backlog needs and the rate budget allows",
            sample -> desiredReplicas));
  }

  private Gauge.Builder<?> sampled(
      String name, String description, ToDoubleFunction<SourceSample> value) {
    return Gauge.builder(
            name,
            this,
            gauges -> {
              SourceSample sample = gauges.last;
              return sample == null ? Double.NaN : value.applyAsDouble(sample);
            })
        .description(description);
  }

  private void add(Gauge.Builder<?> gauge) {
    meters.add(gauge.tag("source", source).register(registry));
  }

  private void gauge(String name, String description, ToDoubleFunction<QueueStats> value) {
    add(sampled(name, description, sample -> value.applyAsDouble(sample.stats())));
  }

  private void users(String state, ToLongFunction<QueueStats> count) {
    add(
        sampled(
                Metrics.QUEUE_USERS,
                "Users of the queue by state",
                sample -> count.applyAsLong(sample.stats()))
            .tag("state", state));
  }

  private interface Age {
    @Nullable Duration of(QueueStats stats);
  }

  private void age(String name, String description, Age age) {
    meters.add(
        TimeGauge.builder(
                name,
                this,
                TimeUnit.MILLISECONDS,
                gauges -> {
                  SourceSample sample = gauges.last;
                  return sample == null ? Double.NaN : millis(age.of(sample.stats()));
                })
            .description(description)
            .tag("source", source)
            .register(registry));
  }

  /** 0 if no event waits. */
  private static double millis(@Nullable Duration age) {
    return age == null ? 0 : age.toMillis();
  }

  /** Shows a sample. One that arrives after {@link #close} adds nothing. */
  synchronized void show(SourceSample sample, long replicas) {
    if (isClosed) {
      return;
    }
    desiredReplicas = replicas;
    boolean isFirst = known == null;
    known = sample;
    last = sample;
    if (isFirst) {
      addCounters();
    }
    sample.budget().stream()
        .map(BudgetState::category)
        .filter(categories::add)
        .forEach(this::addBudget);
  }

  /** The present state is unknown. */
  void hide() {
    last = null;
  }

  private void addCounters() {
    counter(
        Metrics.EVICTED,
        EVICTED,
        sample -> sample.stats().totals().evicted() - sample.stats().totals().evictedUnmapped(),
        List.of("kind", "failed"));
    counter(
        Metrics.EVICTED,
        EVICTED,
        sample -> sample.stats().totals().evictedUnmapped(),
        List.of("kind", "unmapped"));
    counter(
        Metrics.VIOLATIONS,
        "Violations of the queue's invariants that were found",
        sample -> sample.stats().totals().violations(),
        List.of());
  }

  private void counter(
      String name, String description, ToDoubleFunction<SourceSample> value, List<String> tags) {
    meters.add(
        FunctionCounter.builder(
                name,
                this,
                gauges -> {
                  SourceSample sample = gauges.known;
                  return sample == null ? 0 : value.applyAsDouble(sample);
                })
            .description(description)
            .tag("source", source)
            .tags(tags.toArray(String[]::new))
            .register(registry));
  }

  private void addBudget(String category) {
    add(
        sampled(
                Metrics.SHARED_BUDGET_LIMIT,
                "Tokens that flow into the rate budget in a second",
                sample -> budget(sample, category, BudgetUse::perSecond))
            .tag("category", category));
    add(
        sampled(
                Metrics.SHARED_BUDGET_LEFT,
                "Tokens believed left in the rate budget",
                sample -> budget(sample, category, BudgetState::left))
            .tag("category", category));
    counter(
        Metrics.SHARED_BUDGET_GRANTED,
        "Tokens that the rate budget granted",
        sample -> budget(sample, category, BudgetState::granted),
        List.of("category", category));
  }

  private static double budget(
      SourceSample sample, String category, ToDoubleFunction<BudgetState> value) {
    return sample.budget().stream()
        .filter(state -> state.category().equals(category))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Removes the metrics. */
  @Override
  public synchronized void close() {
    isClosed = true;
    meters.forEach(registry::remove);
  }
}
