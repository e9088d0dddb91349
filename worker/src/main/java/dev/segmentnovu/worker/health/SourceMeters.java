package dev.segmentnovu.worker.health;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.SourceRecorder;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.worker.mapping.MappingResult.SkipReason;
import dev.segmentnovu.worker.novu.RateLimit;
import dev.segmentnovu.worker.novu.ResponseHead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The metrics of one source in one process, summed over its workers. Thread-safe. */
public final class SourceMeters {

  private final MeterRegistry registry;
  private final String source;
  private final SourceRecorder activity;
  private final Counter delivered;
  private final Counter skipped;
  private final Map<SkipReason, Counter> skippedBecause = new EnumMap<>(SkipReason.class);
  private final Counter dead;
  private final Counter stale;
  private final Counter batched;
  private final Counter unreadableTimestamps;
  private final Counter unchanged;
  private final Counter merged;
  private final Timer age;
  private final AtomicInteger pausing = new AtomicInteger();
  private final AtomicInteger operatorPauses = new AtomicInteger();
  private final AtomicInteger circuits = new AtomicInteger();
  private final AtomicInteger concurrency = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, RateLimit> limits = new ConcurrentHashMap<>();

  /** What was logged so far, so that the workers of a process log it once. */
  private final Set<Object> logged = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Idempotency idempotency;

  /** Whether a Novu, named by its fingerprint, honours idempotency keys. */
  private record Idempotency(String novu, boolean honoured) {}

  SourceMeters(MeterRegistry registry, String source, SourceRecorder activity) {
    this.registry = registry;
    this.source = source;
    this.activity = activity;
    Gauge.builder(Metrics.HELD, pausing, workers -> Math.min(1, workers.get()))
        .tag("source", source)
        .register(registry);
    Gauge.builder(Metrics.PAUSED, operatorPauses, workers -> Math.min(1, workers.get()))
        .tag("source", source)
        .register(registry);
    Gauge.builder(Metrics.CIRCUIT, circuits, workers -> Math.min(1, workers.get()))
        .tag("source", source)
        .register(registry);
    Gauge.builder(Metrics.CONCURRENCY_LIMIT, concurrency, AtomicInteger::get)
        .tag("source", source)
        .register(registry);
    Gauge.builder(Metrics.BUDGET_WAITING, waiting, AtomicInteger::get)
        .tag("source", source)
        .register(registry);
    Gauge.builder(Metrics.IDEMPOTENCY, this, SourceMeters::idempotency)
        .tag("source", source)
        .register(registry);
    delivered = settled("delivered");
    skipped = settled("skipped");
    for (SkipReason why : SkipReason.values()) {
      String reason = why.name().toLowerCase(Locale.ROOT);
      skippedBecause.put(
          why, registry.counter(Metrics.SKIPPED, "source", source, "reason", reason));
    }
    dead = settled("dead");
    stale = registry.counter(Metrics.STALE, "source", source);
    batched = registry.counter(Metrics.SHARED, "source", source);
    unreadableTimestamps = registry.counter(Metrics.UNREADABLE_TIMESTAMPS, "source", source);
    unchanged = registry.counter(Metrics.UNCHANGED, "source", source);
    merged = registry.counter(Metrics.MERGED, "source", source);
    age =
        Timer.builder(Metrics.END_TO_END)
            .tag("source", source)
            .publishPercentileHistogram()
            .register(registry);
  }

  private Counter settled(String outcome) {
    return registry.counter(Metrics.SETTLED, "source", source, "outcome", outcome);
  }

  public void delivered(Duration sinceAccepted) {
    delivered.increment();
    age.record(sinceAccepted);
    activity.delivered(sinceAccepted);
  }

  /**
   * An event is skipped.
   *
   * @param event the name of a track call; null for another event
   */
  public void skipped(SkipReason why, @Nullable String event, Instant at) {
    skipped.increment();
    Objects.requireNonNull(skippedBecause.get(why)).increment();
    if (why == SkipReason.UNMAPPED) {
      activity.unmapped(event == null ? "" : event, false, at);
    } else {
      activity.count(ActivityCount.SKIPPED, 1);
    }
  }

  /** An event became a dead letter, because of this failure. */
  public void dead(DeadLetter deadLetter, Failure failure) {
    dead.increment();
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
    unreadableTimestamps.increment();
  }

  /** Identifies were not sent because they equal the last write. */
  public void unchanged(int identifies) {
    unchanged.increment(identifies);
    activity.count(ActivityCount.UNCHANGED, identifies);
  }

  /** Identifies were merged with the one before them. */
  public void merged(int identifies) {
    merged.increment(identifies);
  }

  public void stale() {
    stale.increment();
  }

  /**
   * A value was not sent because Novu would refuse it.
   *
   * @param field Novu's name of the field, from a fixed set
   */
  public void leftOut(String field) {
    registry.counter(Metrics.LEFT_OUT, "source", source, "field", field).increment();
  }

  /** An attempt failed, and another one follows. */
  public void retried(Failure failure) {
    String status = failure.status() == null ? "none" : failure.status().toString();
    registry.counter(Metrics.RETRIES, "source", source, "status", status).increment();
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
    registry
        .timer(
            Metrics.NOVU_CALLS,
            "source",
            source,
            "call",
            call,
            "outcome",
            head == null ? "none" : String.valueOf(head.status()))
        .record(took);
    if (parts > 1) {
      batched.increment(parts);
    }
  }

  /** The response to a call that used {@code tokens} tokens stated Novu's rate limit. */
  public void budget(RateLimit limit, int tokens) {
    if (limits.put(limit.category(), limit) == null) {
      budgetGauge(Metrics.BUDGET_LIMIT, limit.category(), SourceMeters::perSecond);
      budgetGauge(Metrics.BUDGET_REMAINING, limit.category(), RateLimit::remaining);
    }
    registry
        .counter(Metrics.BUDGET_USED, "source", source, "category", limit.category())
        .increment(tokens);
  }

  private static double perSecond(RateLimit limit) {
    return 1_000.0 * limit.limit() / limit.window().toMillis();
  }

  private void budgetGauge(String name, String category, ToDoubleFunction<RateLimit> value) {
    Gauge.builder(
            name,
            limits,
            all -> {
              RateLimit latest = all.get(category);
              return latest == null ? Double.NaN : value.applyAsDouble(latest);
            })
        .tag("source", source)
        .tag("category", category)
        .register(registry);
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
    concurrency.addAndGet(change);
  }

  /** Changes the number of calls of this process that wait for tokens. */
  public void waiting(int change) {
    waiting.addAndGet(change);
  }

  /** Changes the number of workers of this process whose circuit is open. */
  void circuit(int change) {
    circuits.addAndGet(change);
  }

  /** Changes the number of workers of this process in which an operator's pause holds. */
  public void pausedByOperator(int change) {
    operatorPauses.addAndGet(change);
  }

  /** Changes the number of claim loops and gates of this process that pause the source. */
  public void paused(int change) {
    pausing.addAndGet(change);
  }
}
