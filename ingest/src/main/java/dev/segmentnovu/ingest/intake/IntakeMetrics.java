package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.history.Credential;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.queue.history.SourceRecorder;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/** Counts accepted, duplicate, rejected and skipped events, for Prometheus and for the history. */
@EventLoopConfined
public final class IntakeMetrics {

  private final MeterRegistry registry;
  private final ActivityRecorder activity;

  /** Kept by source, because a lookup in the registry takes longer. */
  private final Map<String, QueueCounters> queueCounters = new HashMap<>();

  private record QueueCounters(Counter accepted, Counter duplicates, SourceRecorder activity) {}

  /** Creates the metrics in {@code registry}, and counts in {@code activity} too. */
  public IntakeMetrics(MeterRegistry registry, ActivityRecorder activity) {
    this.registry = registry;
    this.activity = activity;
  }

  /** Counts events that the queue accepted, of which {@code duplicates} were already there. */
  void countAccepted(String source, int events, int duplicates) {
    QueueCounters counters = queueCounters.computeIfAbsent(source, this::queueCounters);
    counters.accepted.increment(events - duplicates);
    counters.duplicates.increment(duplicates);
    counters.activity.count(ActivityCount.RECEIVED, events);
    counters.activity.count(ActivityCount.ACCEPTED, events - duplicates);
    counters.activity.count(ActivityCount.DUPLICATE, duplicates);
  }

  /** Counts a rejected event or body. */
  void countRejected(String source, Rejection rejection) {
    registry.counter(Metrics.REJECTED, "source", source, "code", rejection.code()).increment();
    SourceRecorder history = activity.source(source);
    history.count(ActivityCount.RECEIVED, 1);
    history.count(ActivityCount.REJECTED, 1);
    history.rejected(rejection);
  }

  /** Notes when a credential of a source was used. */
  void noteUse(String source, Credential.Kind kind, Secret secret, long nowMs) {
    activity.source(source).used(kind, secret, nowMs);
  }

  /** Counts a request that names a source and does not prove that it comes from there. */
  void countUnknownSender(String source, String code) {
    activity.source(source).refusedUnknownSender(code);
  }

  /** Counts events of anonymous users that are accepted and not enqueued. */
  void countSkippedAnonymous(String source, int events) {
    registry.counter(Metrics.NOT_QUEUED, "source", source, "reason", "anonymous").increment(events);
    activity.source(source).count(ActivityCount.RECEIVED, events);
    activity.source(source).count(ActivityCount.ANONYMOUS, events);
  }

  private QueueCounters queueCounters(String source) {
    return new QueueCounters(
        registry.counter(Metrics.ACCEPTED, "source", source),
        registry.counter(Metrics.DUPLICATES, "source", source),
        activity.source(source));
  }
}
