package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.RateWindow.Rates;
import dev.segmentnovu.queue.QueueStats;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.QueueView;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
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
 * Looks at each source's queue now and then: for the gauges, and for rates. While Redis is away the
 * gauges are NaN rather than old. Belongs to one context; only the gauges are read from elsewhere.
 */
final class QueueSampler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueueSampler.class);

  private static final class Source {
    final String name;
    final RateWindow window = new RateWindow();
    final List<Gauge> gauges = new ArrayList<>();
    volatile @Nullable QueueStats last;

    Source(String name) {
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
  private final ConfigView config;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private boolean sampling;
  private boolean away;

  QueueSampler(ConfigView config, QueueView queue, InstantSource clock, MeterRegistry registry) {
    this.config = config;
    this.queue = queue;
    this.clock = clock;
    this.registry = registry;
    follow();
  }

  /** Sources come and go with the configuration, and their gauges with them. */
  private void follow() {
    List<String> names = config.sources();
    List<String> gone = sources.keySet().stream().filter(name -> !names.contains(name)).toList();
    gone.forEach(name -> remove(sources.remove(name)));
    names.forEach(name -> sources.computeIfAbsent(name, this::begin));
  }

  private void remove(@Nullable Source source) {
    if (source != null) {
      source.gauges.forEach(registry::remove);
    }
  }

  private Source begin(String name) {
    var source = new Source(name);
    gauge(Metrics.QUEUE_DEPTH, "Events waiting", null, source, QueueStats::depth);
    gauge(Metrics.DEAD_LETTERS, "Dead letters", null, source, QueueStats::dead);
    gauge(Metrics.UNMAPPED, "Unmapped dead letters", null, source, QueueStats::unmapped);
    gauge(Metrics.EVICTED, "Dead letters evicted", null, source, stats -> stats.totals().evicted());
    gauge(
        Metrics.VIOLATIONS, "Violations found", null, source, stats -> stats.totals().violations());
    gauge(
        Metrics.OLDEST_AGE,
        "Age of the oldest waiting event",
        "seconds",
        source,
        stats -> seconds(stats.oldestAge()));
    return source;
  }

  private void gauge(
      String name,
      String description,
      @Nullable String unit,
      Source source,
      ToDoubleFunction<QueueStats> value) {
    source.gauges.add(
        Gauge.builder(name, source, s -> s.gauge(value))
            .description(description)
            .baseUnit(unit)
            .tag("source", source.name)
            .register(registry));
  }

  /** Takes a sample of every source; does nothing while the one before is under way. */
  void sample(Context context) {
    if (sampling) {
      return;
    }
    follow();
    List<Future<QueueStats>> all = new ArrayList<>();
    for (Source source : sources.values()) {
      all.add(
          Future.fromCompletionStage(queue.stats(source.name), context)
              .onSuccess(stats -> keep(source, stats))
              .onFailure(failure -> source.last = null));
    }
    // not before: what throws above would leave it set for ever
    sampling = true;
    Future.join(all)
        .onComplete(
            done -> {
              sampling = false;
              report(done.cause());
            });
  }

  private void keep(Source source, QueueStats stats) {
    source.last = stats;
    source.window.add(clock.instant(), stats.totals());
  }

  private static String why(Throwable failure) {
    return failure instanceof QueueUnavailableException known
        ? String.valueOf(known.getMessage())
        : failure.getClass().getSimpleName();
  }

  private void report(@Nullable Throwable failure) {
    if (failure != null && !away) {
      LOG.warn(
          "The queue cannot be looked at, and its gauges are NaN till it can: {}",
          why(Failures.cause(failure)));
    } else if (failure == null && away) {
      LOG.info("The queue can be looked at again");
    }
    away = failure != null;
  }

  /** The rates of a source over the last minute; empty while unknown. */
  Optional<Rates> rates(String source) {
    Source found = sources.get(source);
    return found == null ? Optional.empty() : found.window.rates(clock.instant());
  }

  /** An age in seconds; 0 where none waits. */
  private static double seconds(@Nullable Duration age) {
    return age == null ? 0 : age.toMillis() / 1_000.0;
  }

  /** Takes the gauges away. */
  @Override
  public void close() {
    sources.values().forEach(this::remove);
  }
}
