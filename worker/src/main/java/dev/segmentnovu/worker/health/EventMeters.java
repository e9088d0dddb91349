package dev.segmentnovu.worker.health;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.telemetry.Buckets;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.worker.mapping.MappingResult.SkipReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The metrics of the events of one source, which begin with zero. Thread-safe. */
final class EventMeters {

  /** What is left out most often; others of the fixed set appear with their first value. */
  private static final List<String> FIELDS =
      List.of("email", "phone", "locale", "timezone", "data", "channels");

  /** The usual ends of an attempt that another follows: no answer, a limit, a failing server. */
  private static final List<String> STATUSES = List.of("none", "500", "502", "503", "504");

  private final MeterRegistry registry;
  private final String source;
  private final Counter delivered;
  private final Counter skipped;
  private final Map<SkipReason, Counter> skippedBecause = new EnumMap<>(SkipReason.class);
  private final Counter dead;
  private final Counter stale;
  private final Counter unreadableTimestamps;
  private final Counter unchanged;
  private final Counter merged;
  private final Timer latency;
  private volatile long deliveredAtMs;

  EventMeters(MeterRegistry registry, String source) {
    this.registry = registry;
    this.source = source;
    delivered = settled("delivered");
    skipped = settled("skipped");
    dead = settled("dead");
    for (SkipReason why : SkipReason.values()) {
      skippedBecause.put(
          why,
          counter(Metrics.SKIPPED, "Events that a worker skipped")
              .tag("reason", why.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    DeadLetter.REASONS.forEach(this::dead);
    FIELDS.forEach(this::leftOutCounter);
    STATUSES.forEach(this::retries);
    stale =
        counter(Metrics.STALE, "Settlements that were refused because their lease had ended")
            .register(registry);
    unreadableTimestamps =
        counter(
                Metrics.UNREADABLE_TIMESTAMPS,
                "Events with an invalid timestamp, for which the time of receipt is used")
            .register(registry);
    unchanged =
        counter(
                Metrics.UNCHANGED,
                "Identifies that were delivered without a write, because they change nothing")
            .register(registry);
    merged =
        counter(
                Metrics.MERGED,
                "Identifies that one write carried together with the identify before")
            .register(registry);
    latency =
        Buckets.LATENCY
            .histogram(
                Metrics.LATENCY, "Time from the acceptance of an event at ingest to its delivery")
            .tag("source", source)
            .register(registry);
    TimeGauge.builder(Metrics.LAST_DELIVERY, () -> deliveredAtMs, TimeUnit.MILLISECONDS)
        .description("Unix time at which the process last delivered an event; 0 before")
        .tag("source", source)
        .register(registry);
  }

  private Counter.Builder counter(String name, String description) {
    return Counter.builder(name).description(description).tag("source", source);
  }

  private Counter settled(String outcome) {
    return counter(Metrics.SETTLED, "Finished events").tag("outcome", outcome).register(registry);
  }

  private Counter dead(String reason) {
    return counter(Metrics.DEAD, "Events that became dead letters")
        .tag("reason", reason)
        .register(registry);
  }

  private Counter leftOutCounter(String field) {
    return counter(Metrics.LEFT_OUT, "Values that were not sent because Novu would refuse them")
        .tag("field", field)
        .register(registry);
  }

  private Counter retries(String status) {
    return counter(Metrics.RETRIES, "Attempts that another attempt follows")
        .tag("status", status)
        .register(registry);
  }

  void delivered(Duration sinceAccepted, Instant at) {
    delivered.increment();
    latency.record(sinceAccepted);
    deliveredAtMs = at.toEpochMilli();
  }

  void skipped(SkipReason why) {
    skipped.increment();
    Objects.requireNonNull(skippedBecause.get(why)).increment();
  }

  void died(String reason) {
    dead.increment();
    dead(reason).increment();
  }

  void timestampUnreadable() {
    unreadableTimestamps.increment();
  }

  void unchanged(int identifies) {
    unchanged.increment(identifies);
  }

  void merged(int identifies) {
    merged.increment(identifies);
  }

  void stale() {
    stale.increment();
  }

  void leftOut(String field) {
    leftOutCounter(field).increment();
  }

  void retried(String status) {
    retries(status).increment();
  }
}
