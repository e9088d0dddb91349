package dev.segmentnovu.ingest.http;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.ingest.admission.RefusalReason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Ends requests whose body does not arrive within the read timeout, and closes connections that
 * stay idle. Otherwise, a client that sends byte by byte could occupy memory forever.
 */
@EventLoopConfined
public final class SlowClients {
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PERIOD = Duration.ofMillis(20);

  private final AdmissionControl admission;
  private final LongSupplier nanoTime;
  private final long readTimeoutNanos;
  private final long idleTimeoutNanos;
  private final IngestResponse timeoutResponse;

  /** The requests whose body is not complete, oldest first, with the time the reading started. */
  private final Map<HttpExchange, Long> readStartNanos = new LinkedHashMap<>();

  private final Map<HttpConnection, ConnectionState> connections = new HashMap<>();

  private static final class ConnectionState {
    private int requests;
    private long idleSinceNanos;
  }

  /**
   * Starts to check all clients periodically.
   *
   * @param admission sets the read timeout and counts the requests that exceed it
   * @param idleTimeout how long a connection may be without a request; a request counts from when
   *     its head is complete
   * @param nanoTime as {@link System#nanoTime()}
   */
  public SlowClients(
      Vertx vertx, AdmissionControl admission, Duration idleTimeout, LongSupplier nanoTime) {
    this.admission = admission;
    this.nanoTime = nanoTime;
    Duration readTimeout = admission.readTimeout();
    readTimeoutNanos = readTimeout.toNanos();
    idleTimeoutNanos = idleTimeout.toNanos();
    timeoutResponse = timeoutResponse(readTimeout);
    long quarter = readTimeout.toMillis() / 4;
    long periodMillis =
        Math.max(SHORTEST_PERIOD.toMillis(), Math.min(LONGEST_PERIOD.toMillis(), quarter));
    vertx.setPeriodic(periodMillis, unused -> check());
  }

  private static IngestResponse timeoutResponse(Duration readTimeout) {
    return IngestResponse.refused(
        new Refusal(
            408,
            "timeout",
            "The body did not arrive within "
                + readTimeout.toMillis()
                + " ms; send the request again"));
  }

  /** A client has opened a connection. */
  public void connectionOpened(HttpConnection connection) {
    var state = new ConnectionState();
    state.idleSinceNanos = nanoTime.getAsLong();
    connections.put(connection, state);
  }

  /** A connection is closed. */
  public void connectionClosed(HttpConnection connection) {
    connections.remove(connection);
  }

  /** The head of a request has arrived on a connection. */
  void requestStarted(HttpConnection connection) {
    ConnectionState state = connections.get(connection);
    if (state != null) {
      state.requests++;
    }
  }

  /** The request has its response, or its client has disconnected. */
  void requestEnded(HttpExchange exchange) {
    bodyEnded(exchange);
    requestEnded(exchange.connection());
  }

  /** As {@link #requestEnded(HttpExchange)}, for a request whose body is not read. */
  void requestEnded(HttpConnection connection) {
    ConnectionState state = connections.get(connection);
    if (state != null) {
      state.requests--;
      state.idleSinceNanos = nanoTime.getAsLong();
    }
  }

  /** The relay starts to read the body of a request. */
  void bodyStarted(HttpExchange exchange) {
    readStartNanos.put(exchange, nanoTime.getAsLong());
  }

  /** The body of a request is complete. */
  void bodyEnded(HttpExchange exchange) {
    readStartNanos.remove(exchange);
  }

  private void check() {
    long now = nanoTime.getAsLong();
    lateRequests(now).forEach(this::timeOut);
    idleConnections(now).forEach(HttpConnection::close);
  }

  private List<HttpExchange> lateRequests(long now) {
    List<HttpExchange> late = new ArrayList<>();
    for (Map.Entry<HttpExchange, Long> request : readStartNanos.entrySet()) {
      if (now - request.getValue() < readTimeoutNanos) {
        break;
      }
      late.add(request.getKey());
    }
    return late;
  }

  private void timeOut(HttpExchange exchange) {
    readStartNanos.remove(exchange);
    exchange.run(
        RequestStage.READ_TIMEOUT,
        () -> {
          admission.refusals().count(RefusalReason.READ_TIMEOUT);
          exchange.closeAfterResponse();
          exchange.respond(timeoutResponse);
        });
  }

  private List<HttpConnection> idleConnections(long now) {
    List<HttpConnection> idle = new ArrayList<>();
    connections.forEach(
        (connection, state) -> {
          if (state.requests == 0 && now - state.idleSinceNanos >= idleTimeoutNanos) {
            idle.add(connection);
          }
        });
    return idle;
  }
}
