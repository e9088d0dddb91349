package dev.segmentnovu.worker;

import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.worker.novu.Delivery;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The numbers of one source in one worker process, all its workers together. */
final class SourceMeters {

  private final MeterRegistry registry;
  private final String source;
  private final Counter delivered;
  private final Counter skipped;
  private final Counter dead;
  private final Counter stale;
  private final Timer age;
  private final AtomicInteger held = new AtomicInteger();

  SourceMeters(MeterRegistry registry, String source) {
    this.registry = registry;
    this.source = source;
    Gauge.builder(Metrics.HELD, held, workers -> Math.min(1, workers.get()))
        .tag("source", source)
        .register(registry);
    delivered = settled("delivered");
    skipped = settled("skipped");
    dead = settled("dead");
    stale = registry.counter(Metrics.STALE, "source", source);
    age =
        Timer.builder(Metrics.END_TO_END)
            .tag("source", source)
            .publishPercentileHistogram()
            .register(registry);
  }

  private Counter settled(String outcome) {
    return registry.counter(Metrics.SETTLED, "source", source, "outcome", outcome);
  }

  void delivered(Duration sinceAccepted) {
    delivered.increment();
    age.record(sinceAccepted);
  }

  void skipped() {
    skipped.increment();
  }

  void dead() {
    dead.increment();
  }

  void stale() {
    stale.increment();
  }

  void retried(String status) {
    registry.counter(Metrics.RETRIES, "source", source, "status", status).increment();
  }

  void called(Delivery delivery, Duration took) {
    String status = delivery.reply() == null ? "none" : String.valueOf(delivery.reply().status());
    registry
        .timer(
            Metrics.NOVU_CALLS,
            "source",
            source,
            "call",
            delivery.call().method(),
            "outcome",
            status)
        .record(took);
  }

  /** Counts the workers of this process that hold the source. */
  void held(int change) {
    held.addAndGet(change);
  }
}
