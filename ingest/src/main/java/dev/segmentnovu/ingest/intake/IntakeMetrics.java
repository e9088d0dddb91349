package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/** Counts accepted, duplicate, rejected and skipped events. */
@EventLoopConfined
public final class IntakeMetrics {

  private final MeterRegistry registry;

  /** Kept by source, because a lookup in the registry takes longer. */
  private final Map<String, QueueCounters> queueCounters = new HashMap<>();

  private record QueueCounters(Counter accepted, Counter duplicates) {}

  /** Creates the metrics in {@code registry}. */
  public IntakeMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts events that the queue accepted, of which {@code duplicates} were already there. */
  void countAccepted(String source, int events, int duplicates) {
    QueueCounters counters = queueCounters.computeIfAbsent(source, this::queueCounters);
    counters.accepted.increment(events - duplicates);
    counters.duplicates.increment(duplicates);
  }

  /** Counts a rejected event or body. */
  void countRejected(String source, Refusal refusal) {
    registry.counter(Metrics.REJECTED, "source", source, "code", refusal.code()).increment();
  }

  /** Counts events of anonymous users that are accepted and not enqueued. */
  void countSkippedAnonymous(String source, int events) {
    registry.counter(Metrics.NOT_QUEUED, "source", source, "reason", "anonymous").increment(events);
  }

  private QueueCounters queueCounters(String source) {
    return new QueueCounters(
        registry.counter(Metrics.ACCEPTED, "source", source),
        registry.counter(Metrics.DUPLICATES, "source", source));
  }
}
