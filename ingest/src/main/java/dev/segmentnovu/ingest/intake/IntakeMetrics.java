package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.history.Credential;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.queue.history.SourceRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts accepted, duplicate, rejected and skipped events, for Prometheus and for the history.
 * Thread-safe.
 */
public final class IntakeMetrics {

  private final MeterRegistry registry;
  private final ActivityRecorder activity;

  /** Kept by source, because a lookup in the registry takes longer. */
  private final Map<String, IntakeMeters> meters = new ConcurrentHashMap<>();

  /** Creates the metrics in {@code registry}, and counts in {@code activity} too. */
  public IntakeMetrics(MeterRegistry registry, ActivityRecorder activity) {
    this.registry = registry;
    this.activity = activity;
  }

  /** Shows the metrics of these sources, with zero before their first event. */
  public void serve(List<String> sources) {
    sources.forEach(this::meters);
  }

  /** Counts events that the queue accepted, of which {@code duplicates} were already there. */
  void countAccepted(String source, int events, int duplicates) {
    meters(source).accepted(events - duplicates, duplicates);
    SourceRecorder history = activity.source(source);
    history.count(ActivityCount.RECEIVED, events);
    history.count(ActivityCount.ACCEPTED, events - duplicates);
    history.count(ActivityCount.DUPLICATE, duplicates);
  }

  /** Counts a rejected event or body. */
  void countRejected(String source, Rejection rejection) {
    meters(source).rejected(rejection.code());
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
    meters(source).skipped(events);
    activity.source(source).count(ActivityCount.RECEIVED, events);
    activity.source(source).count(ActivityCount.ANONYMOUS, events);
  }

  private IntakeMeters meters(String source) {
    return meters.computeIfAbsent(source, name -> new IntakeMeters(registry, name));
  }
}
