package dev.segmentnovu.ingest.admission;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits what an ingest process has in flight: connections, requests, and the bytes of their
 * bodies. It also knows what the process refuses. All event loops of the process share one
 * instance. Thread-safe.
 */
public final class AdmissionControl {

  private final RelayConfig.InFlight limits;
  private final Refusals refusals;
  private final SenderWatch senders;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * Creates the control and registers its gauges.
   *
   * @param limits what may be in flight at once
   * @param metrics receives the gauges and the counter of refusals
   */
  public AdmissionControl(RelayConfig.InFlight limits, MeterRegistry metrics) {
    this.limits = limits;
    this.refusals = new Refusals(metrics);
    this.senders = new SenderWatch(metrics);
    Gauge.builder(Metrics.REQUESTS_IN_FLIGHT, requests, AtomicInteger::get)
        .description("Requests that ingest has not yet finished")
        .register(metrics);
    Gauge.builder(Metrics.BYTES_IN_FLIGHT, bytes, AtomicLong::get)
        .description("Bytes of the requests in flight: as sent, as unpacked and as stored")
        .register(metrics);
    Gauge.builder(Metrics.CONNECTIONS, connections, AtomicInteger::get)
        .description("Open connections to ingest")
        .register(metrics);
  }

  /** Counts and logs what is refused for now. */
  public Refusals refusals() {
    return refusals;
  }

  /** Knows whether requests prove where they come from. */
  public SenderWatch senders() {
    return senders;
  }

  /** How long a client may take to send the body of a request. */
  public Duration readTimeout() {
    return limits.readTimeout();
  }

  /** Acquires a permit for a request; empty if there are too many, which is counted. */
  public Optional<Permit> tryAcquire() {
    if (requests.incrementAndGet() > limits.requests()) {
      requests.decrementAndGet();
      refusals.count(RefusalReason.REQUESTS);
      return Optional.empty();
    }
    return Optional.of(new Permit());
  }

  /** Acquires capacity for a connection; false if there are too many, which is counted. */
  public boolean tryAcquireConnection() {
    if (connections.incrementAndGet() > limits.connections()) {
      connections.decrementAndGet();
      refusals.count(RefusalReason.CONNECTIONS);
      return false;
    }
    return true;
  }

  /** Releases the capacity of a connection that is closed. */
  public void releaseConnection() {
    connections.decrementAndGet();
  }

  /**
   * The capacity that one request uses. It has a reference count, which starts at 1; the release of
   * the last reference frees the capacity.
   */
  @EventLoopConfined
  public final class Permit {
    private int references = 1;
    private long acquiredBytes;

    private Permit() {}

    /**
     * Acquires capacity for bytes of the request, until the permit is released.
     *
     * @return false if the requests in flight have too many bytes, which is counted
     */
    public boolean tryAcquireBytes(int count) {
      if (bytes.addAndGet(count) > limits.bytes()) {
        bytes.addAndGet(-count);
        refusals.count(RefusalReason.BYTES);
        return false;
      }
      acquiredBytes += count;
      return true;
    }

    /**
     * Adds a reference. A request retains its permit while Redis writes its events, so that a
     * client that disconnects does not free memory that is still in use.
     */
    public void retain() {
      references++;
    }

    /** Removes a reference. */
    public void release() {
      if (--references == 0) {
        bytes.addAndGet(-acquiredBytes);
        requests.decrementAndGet();
      }
    }
  }
}
