package dev.segmentnovu.ingest.admission;

import dev.segmentnovu.telemetry.FailureLog;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what the process refuses for now, and logs when the queue stops and starts to accept
 * events. Thread-safe.
 */
public final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final Map<RefusalReason, Counter> counters = new EnumMap<>(RefusalReason.class);
  private final FailureLog queueFailures = new FailureLog(System::nanoTime);

  Refusals(MeterRegistry metrics) {
    for (RefusalReason reason : RefusalReason.values()) {
      counters.put(
          reason,
          Counter.builder(Metrics.REFUSED)
              .description("Requests and connections that are refused for now; clients send again")
              .tag("bound", reason.name().toLowerCase(Locale.ROOT))
              .register(metrics));
    }
  }

  /** Counts one refused request or connection. */
  public void count(RefusalReason reason) {
    Objects.requireNonNull(counters.get(reason)).increment();
  }

  /**
   * Counts a request whose events the queue did not accept, and logs it at a limited rate.
   *
   * @param detail for the log; holds no event data
   */
  public void countByQueue(String source, RefusalReason reason, String detail) {
    count(reason);
    queueFailures
        .failed("Source " + source + ": events are not accepted: " + detail)
        .ifPresent(line -> LOG.warn(line));
  }

  /** Notes that the queue accepted events: the log tells how many requests were refused before. */
  public void queueAccepted() {
    queueFailures
        .succeeded()
        .ifPresent(
            requests -> LOG.info("Events are accepted again; {} requests were refused", requests));
  }
}
