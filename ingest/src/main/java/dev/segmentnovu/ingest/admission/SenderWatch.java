package dev.segmentnovu.ingest.admission;

import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.queue.control.Senders;
import dev.segmentnovu.queue.control.Senders.Refused;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether requests prove where they come from, so that an operator sees a wrong secret or
 * write key, and when events last came. It keeps one record for each configured source, and one for
 * requests that name none. Thread-safe.
 */
public final class SenderWatch {

  private final MeterRegistry metrics;
  private final Map<String, Watched> sources = new ConcurrentHashMap<>();
  private final Watched unknown;

  /** What is known of those who send to one source, guarded by its lock. */
  private static final class Watched {
    private final Counter refusals;
    private volatile long receivedAtMs;
    private @Nullable Instant provenAt;
    private @Nullable Refused refused;

    Watched(Counter refusals) {
      this.refusals = refusals;
    }

    synchronized void proven(Instant at) {
      provenAt = at;
      refused = null;
    }

    synchronized void refused(Refusal refusal, Instant at) {
      refusals.increment();
      Refused before = refused;
      refused =
          new Refused(
              refusal.code(),
              refusal.message(),
              before == null ? 1 : before.count() + 1,
              before == null ? at : before.since(),
              at);
    }

    synchronized Optional<Senders> reportIfUsed(String source) {
      return provenAt == null && refused == null ? Optional.empty() : Optional.of(report(source));
    }

    synchronized Senders report(@Nullable String source) {
      return new Senders(source, provenAt, refused);
    }
  }

  SenderWatch(MeterRegistry metrics) {
    this.metrics = metrics;
    unknown =
        new Watched(
            Counter.builder(Metrics.UNKNOWN_SENDERS)
                .description("Requests whose path or write key names no source")
                .register(metrics));
  }

  /** Counts the refused requests of these sources, from zero. */
  public void serve(List<String> names) {
    names.forEach(this::watched);
  }

  private Watched watched(String source) {
    return sources.computeIfAbsent(source, this::watch);
  }

  private Watched watch(String source) {
    var watched =
        new Watched(
            Counter.builder(Metrics.SIGNATURES_REFUSED)
                .description("Webhooks whose signature is missing or does not match")
                .tag("source", source)
                .register(metrics));
    TimeGauge.builder(Metrics.LAST_RECEIPT, () -> watched.receivedAtMs, TimeUnit.MILLISECONDS)
        .description("Unix time at which events of the source were last accepted; 0 before")
        .tag("source", source)
        .register(metrics);
    return watched;
  }

  /** Redis has accepted events of a configured source. */
  public void received(String source, Instant at) {
    watched(source).receivedAtMs = at.toEpochMilli();
  }

  /**
   * A webhook has proved that it comes from a source: requests that were refused before no longer
   * count.
   *
   * @param source a configured source
   */
  public void proven(String source, Instant at) {
    watched(source).proven(at);
  }

  /**
   * A request was refused because it does not prove where it comes from.
   *
   * @param source a configured source; null if the request names none
   */
  public void refused(@Nullable String source, Refusal refusal, Instant at) {
    (source == null ? unknown : watched(source)).refused(refusal, at);
  }

  /** What is known now, of each source that anybody sent to, and of no source. */
  public List<Senders> report() {
    List<Senders> all = new ArrayList<>();
    sources.forEach((source, watched) -> watched.reportIfUsed(source).ifPresent(all::add));
    all.add(unknown.report(null));
    return all;
  }
}
