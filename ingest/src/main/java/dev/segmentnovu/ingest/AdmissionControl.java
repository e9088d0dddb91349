package dev.segmentnovu.ingest;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.telemetry.FailureLog;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an ingest process has in hand: connections, requests that are not finished, and the bytes of
 * their bodies, each within its bound. Shared by its event loops.
 */
public final class AdmissionControl {

  /** Why something is refused: the tag {@code bound} of {@link Metrics#REFUSED}. */
  enum Bound {
    REQUESTS,
    BYTES,
    CONNECTIONS,
    READ_TIMEOUT,
    /** Of Redis, by its own limit or by the watermark. */
    MEMORY,
    /** Too few of them, or of the disks that must, have the events. */
    REPLICAS,
    /** It does not answer. */
    REDIS
  }

  private final RelayConfig.InFlight bounds;
  private final MeterRegistry metrics;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();
  private final FailureLog refusals = new FailureLog(System::nanoTime);

  /** Nothing in hand yet; gauges of what is go to {@code metrics}. */
  public AdmissionControl(RelayConfig.InFlight bounds, MeterRegistry metrics) {
    this.bounds = bounds;
    this.metrics = metrics;
    Gauge.builder(Metrics.REQUESTS_IN_FLIGHT, requests, AtomicInteger::get)
        .description("Requests to ingest that are not finished")
        .register(metrics);
    Gauge.builder(Metrics.BYTES_IN_FLIGHT, bytes, AtomicLong::get)
        .description("Bytes of their bodies, as sent and unpacked")
        .register(metrics);
    Gauge.builder(Metrics.CONNECTIONS, connections, AtomicInteger::get)
        .description("Open connections to ingest")
        .register(metrics);
  }

  /** The requests that are refused while the queue takes no events. */
  FailureLog refusals() {
    return refusals;
  }

  RelayConfig.InFlight bounds() {
    return bounds;
  }

  /** Takes a request in hand; empty if there are too many, which is counted. */
  Optional<Hold> enter() {
    if (requests.incrementAndGet() > bounds.requests()) {
      requests.decrementAndGet();
      refused(Bound.REQUESTS);
      return Optional.empty();
    }
    return Optional.of(new Hold());
  }

  /** Takes a connection in hand; false if there are too many, which is counted. */
  boolean connect() {
    if (connections.incrementAndGet() > bounds.connections()) {
      connections.decrementAndGet();
      refused(Bound.CONNECTIONS);
      return false;
    }
    return true;
  }

  /** A connection that was taken in hand is closed. */
  void disconnect() {
    connections.decrementAndGet();
  }

  /** Counts what was refused because of {@code bound}. */
  void refused(Bound bound) {
    metrics
        .counter(Metrics.REFUSED, "bound", bound.name().toLowerCase(java.util.Locale.ROOT))
        .increment();
  }

  /**
   * One request in hand. It is let go when all who keep it have released it; for one event loop
   * only.
   */
  final class Hold {
    private int keepers = 1;
    private long held;

    /** Takes bytes of its body in hand; false if there are too many, which is counted. */
    boolean add(int more) {
      if (bytes.addAndGet(more) > bounds.bytes()) {
        bytes.addAndGet(-more);
        refused(Bound.BYTES);
        return false;
      }
      held += more;
      return true;
    }

    /** Another keeps it: a client that goes away does not free what still waits for Redis. */
    void keep() {
      keepers++;
    }

    /** One of those who keep it does so no longer. */
    void release() {
      if (--keepers == 0) {
        bytes.addAndGet(-held);
        requests.decrementAndGet();
      }
    }
  }
}
