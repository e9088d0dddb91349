package dev.segmentnovu.worker.health;

import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The numbers of a worker process; the workers in it share one and add up in it. Safe for use from
 * any thread.
 */
public final class WorkerMeters {

  private final MeterRegistry registry;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Map<String, SourceMeters> sources = new ConcurrentHashMap<>();

  /** Numbers that {@code registry} publishes. */
  public WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder(Metrics.IN_FLIGHT, inFlight, AtomicInteger::get).register(registry);
  }

  public AtomicInteger inFlight() {
    return inFlight;
  }

  public SourceMeters source(String name) {
    return sources.computeIfAbsent(name, unused -> new SourceMeters(registry, name));
  }
}
