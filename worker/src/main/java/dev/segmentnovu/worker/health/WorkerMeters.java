package dev.segmentnovu.worker.health;

import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of a process, summed over its workers. Thread-safe. */
public final class WorkerMeters {

  private final MeterRegistry registry;
  private final ActivityRecorder activity;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Map<String, SourceMeters> sources = new ConcurrentHashMap<>();

  /** Metrics that {@code registry} publishes, without a history. */
  public WorkerMeters(MeterRegistry registry) {
    this(registry, new ActivityRecorder());
  }

  /**
   * Metrics that {@code registry} publishes.
   *
   * @param activity counts events for the history
   */
  public WorkerMeters(MeterRegistry registry, ActivityRecorder activity) {
    this.registry = registry;
    this.activity = activity;
    Gauge.builder(Metrics.IN_FLIGHT, inFlight, AtomicInteger::get)
        .description("Users that the process has claimed")
        .register(registry);
  }

  /** Counts the users that the workers hold. */
  public AtomicInteger inFlight() {
    return inFlight;
  }

  /** The metrics of a source; the same object for all workers. */
  public SourceMeters source(String name) {
    return sources.computeIfAbsent(
        name, unused -> new SourceMeters(registry, name, activity.source(name)));
  }
}
