package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * The metrics of the events of one source. The meters of the instances of a process are the same.
 * Thread-safe.
 */
final class IntakeMeters {

  /** The codes of rejected events, which docs/ingest.md explains. */
  static final List<String> REJECTION_CODES =
      List.of(
          "bad_request",
          "too_large",
          "empty_batch",
          "no_user_anon_id",
          "anonymous_user",
          "id_not_string",
          "id_required",
          "event_not_defined",
          "event_not_string",
          "properties_not_object",
          "traits_not_object",
          "name_not_string",
          "category_not_string");

  private final MeterRegistry registry;
  private final String source;
  private final Counter accepted;
  private final Counter duplicates;
  private final Counter skipped;

  IntakeMeters(MeterRegistry registry, String source) {
    this.registry = registry;
    this.source = source;
    accepted =
        Counter.builder(Metrics.ACCEPTED)
            .description("Events that are stored durably in Redis, without duplicates")
            .tag("source", source)
            .register(registry);
    duplicates =
        Counter.builder(Metrics.DUPLICATES)
            .description("Events that Redis had already, by message id")
            .tag("source", source)
            .register(registry);
    skipped =
        Counter.builder(Metrics.NOT_QUEUED)
            .description("Valid events that ingest accepted and did not enqueue")
            .tag("source", source)
            .tag("reason", "anonymous")
            .register(registry);
    REJECTION_CODES.forEach(this::rejections);
  }

  private Counter rejections(String code) {
    return Counter.builder(Metrics.REJECTED)
        .description("Rejected events, by the code that the client got")
        .tag("source", source)
        .tag("code", code)
        .register(registry);
  }

  void accepted(int events, int repeated) {
    accepted.increment(events);
    duplicates.increment(repeated);
  }

  void rejected(String code) {
    rejections(code).increment();
  }

  void skipped(int events) {
    skipped.increment(events);
  }
}
