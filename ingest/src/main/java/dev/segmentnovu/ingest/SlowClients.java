package dev.segmentnovu.ingest;

import dev.segmentnovu.concurrent.EventLoopConfined;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Ends requests that are not sent in time, and connections that send none: a client that lets bytes
 * drip could hold memory for ever.
 */
@EventLoopConfined
final class SlowClients {
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PERIOD = Duration.ofMillis(20);

  private final LongSupplier nanoTime;
  private final long readNanos;
  private final long idleNanos;
  private final Handler<RoutingContext> tooSlow;

  /** Requests that have not been read to their end, the oldest first, and when they began. */
  private final Map<RoutingContext, Long> reading = new LinkedHashMap<>();

  private final Map<HttpConnection, Open> connections = new HashMap<>();

  private static final class Open {
    private int requests;
    private long idleSince;
  }

  /**
   * Looks at all clients from now on.
   *
   * @param read how long a client may take to send a request's body
   * @param idle how long a connection may be without a request; a request counts from when its head
   *     is complete
   * @param tooSlow answers a request that is given up
   */
  SlowClients(
      Vertx vertx,
      Duration read,
      Duration idle,
      LongSupplier nanoTime,
      Handler<RoutingContext> tooSlow) {
    this.nanoTime = nanoTime;
    this.readNanos = read.toNanos();
    this.idleNanos = idle.toNanos();
    this.tooSlow = tooSlow;
    long quarter = read.toMillis() / 4;
    long period =
        Math.max(SHORTEST_PERIOD.toMillis(), Math.min(LONGEST_PERIOD.toMillis(), quarter));
    vertx.setPeriodic(period, unused -> look());
  }

  void connected(HttpConnection connection) {
    var open = new Open();
    open.idleSince = nanoTime.getAsLong();
    connections.put(connection, open);
  }

  void disconnected(HttpConnection connection) {
    connections.remove(connection);
  }

  /** A request's head is there. */
  void began(HttpConnection connection) {
    Open open = connections.get(connection);
    if (open != null) {
      open.requests++;
    }
  }

  /** A request is answered, or its client has gone. */
  void ended(HttpConnection connection) {
    Open open = connections.get(connection);
    if (open != null) {
      open.requests--;
      open.idleSince = nanoTime.getAsLong();
    }
  }

  /** A request's body is being read. */
  void reading(RoutingContext request) {
    reading.put(request, nanoTime.getAsLong());
  }

  /** It is read, or is not waited for any more. */
  void read(RoutingContext request) {
    reading.remove(request);
  }

  private void look() {
    long now = nanoTime.getAsLong();
    List<RoutingContext> late = new ArrayList<>();
    for (Map.Entry<RoutingContext, Long> request : reading.entrySet()) {
      if (now - request.getValue() < readNanos) {
        break;
      }
      late.add(request.getKey());
    }
    for (RoutingContext request : late) {
      reading.remove(request);
      tooSlow.handle(request);
    }
    List<HttpConnection> idle = new ArrayList<>();
    connections.forEach(
        (connection, open) -> {
          if (open.requests == 0 && now - open.idleSince >= idleNanos) {
            idle.add(connection);
          }
        });
    idle.forEach(HttpConnection::close);
  }
}
