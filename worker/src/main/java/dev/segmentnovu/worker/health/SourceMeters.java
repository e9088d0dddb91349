package dev.segmentnovu.worker.health;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.SourceRecorder;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.worker.mapping.MappingResult.SkipReason;
import dev.segmentnovu.worker.novu.RateLimit;
import dev.segmentnovu.worker.novu.ResponseHead;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The metrics of one source in one process, summed over its workers. Thread-safe. */
public final class SourceMeters {

  private final SourceRecorder activity;
  private final EventMeters events;
  private final CallMeters calls;

  /** How many workers, claim loops and gates of the process pause the source, by reason. */
  private final Map<SourceState.Kind, AtomicInteger> pausing =
      new EnumMap<>(SourceState.Kind.class);

  /** What was logged so far, so that the workers of a process log it once. */
  private final Set<Object> logged = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Idempotency idempotency;

  /** Whether a Novu, named by its fingerprint, honours idempotency keys. */
  private record Idempotency(String novu, boolean honoured) {}

  SourceMeters(MeterRegistry registry, String source, SourceRecorder activity) {
    this.activity = activity;
    events = new EventMeters(registry, source);
    calls = new CallMeters(registry, source);
    for (SourceState.Kind reason : SourceState.Kind.values()) {
      if (reason != SourceState.Kind.RUNNING) {
        pausing.put(reason, pauseGauge(registry, source, reason));
      }
    }
    Gauge.builder(Metrics.IDEMPOTENCY, this, SourceMeters::idempotency)
        .description("1 if Novu honours idempotency keys, 0 if not, NaN while unknown")
        .tag("source", source)
        .register(registry);
  }

  private static AtomicInteger pauseGauge(
      MeterRegistry registry, String source, SourceState.Kind reason) {
    AtomicInteger pauses = new AtomicInteger();
    Gauge.builder(Metrics.PAUSED, pauses, count -> Math.min(1, count.get()))
        .description("1 while the process does not deliver the source's events for the reason")
        .tag("source", source)
        .tag("reason", reason.text())
        .register(registry);
    return pauses;
  }

  /**
   * An event is delivered.
   *
   * @param sinceAccepted how long ago ingest accepted it
   * @param at the present time
   */
  public void delivered(Duration sinceAccepted, Instant at) {
    events.delivered(sinceAccepted, at);
    activity.delivered(sinceAccepted);
  }

  /**
   * An event is skipped.
   *
   * @param event the name of a track call; null for another event
   */
  public void skipped(SkipReason why, @Nullable String event, Instant at) {
    events.skipped(why);
    if (why == SkipReason.UNMAPPED) {
      activity.unmapped(event == null ? "" : event, false, at);
    } else {
      activity.count(ActivityCount.SKIPPED, 1);
    }
  }

  /** An event became a dead letter, because of this failure. */
  public void dead(DeadLetter deadLetter, Failure failure) {
    events.died(deadLetter.reason());
    if (deadLetter.isUnmapped()) {
      String event = deadLetter.event();
      activity.unmapped(event == null ? "" : event, true, deadLetter.deadAt());
    } else {
      activity.count(ActivityCount.DEAD, 1);
    }
    activity.failed(failure);
  }

  /** The timestamp of an event cannot be read: the time of receipt stands for it. */
  public void timestampUnreadable() {
    events.timestampUnreadable();
  }

  /** Identifies were not sent because they equal the last write. */
  public void unchanged(int identifies) {
    events.unchanged(identifies);
    activity.count(ActivityCount.UNCHANGED, identifies);
  }

  /** Identifies were merged with the one before them. */
  public void merged(int identifies) {
    events.merged(identifies);
  }

  /** A settlement was refused because its lease had ended. */
  public void stale() {
    events.stale();
  }

  /**
   * A value was not sent because Novu would refuse it.
   *
   * @param field Novu's name of the field, from a fixed set
   */
  public void leftOut(String field) {
    events.leftOut(field);
  }

  /** An attempt failed, and another one follows. */
  public void retried(Failure failure) {
    events.retried(failure.status() == null ? "none" : failure.status().toString());
    activity.count(ActivityCount.RETRIED, 1);
    activity.failed(failure);
  }

  /**
   * A call or a batch ended.
   *
   * @param call the method, or {@code bulk} for a batch
   * @param parts how many calls the batch contains; 1 for a call
   * @param head null if there was no response
   */
  public void called(String call, int parts, Duration took, @Nullable ResponseHead head) {
    calls.called(call, parts, took, head == null ? "none" : String.valueOf(head.status()));
  }

  /** The response to a call that used {@code tokens} tokens stated Novu's rate limit. */
  public void budget(RateLimit limit, int tokens) {
    calls.budget(limit, tokens);
  }

  /**
   * A worker of this process detected whether a Novu honours idempotency keys.
   *
   * @param novu the fingerprint of the environment and the API key
   * @return whether no worker had this finding before, so that it must be logged
   */
  boolean idempotency(String novu, boolean honoured) {
    var now = new Idempotency(novu, honoured);
    idempotency = now;
    return logged.add(now);
  }

  /** Whether no worker of this process has logged this message before. */
  public boolean isNews(String message) {
    return logged.add(message);
  }

  private double idempotency() {
    Idempotency now = idempotency;
    return now == null ? Double.NaN : now.honoured() ? 1 : 0;
  }

  /** Changes the sum of the concurrency limits of the workers of this process. */
  public void concurrency(int change) {
    calls.concurrency(change);
  }

  /** Changes the number of calls of this process that wait for tokens. */
  public void waiting(int change) {
    calls.waiting(change);
  }

  /**
   * Changes the number of workers of this process in which a reason pauses the source.
   *
   * @param reason any but {@link SourceState.Kind#RUNNING}
   */
  public void paused(SourceState.Kind reason, int change) {
    Objects.requireNonNull(pausing.get(reason)).addAndGet(change);
  }
}
