package dev.segmentnovu.sandbox.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Closes connections without a request for some time, as Novu does after 61 s. A connection with a
 * held request is not idle. Not safe for use from several threads.
 */
public final class KeepAlive {
  private final Vertx vertx;
  private final long idleNanos;
  private final Map<HttpConnection, Use> uses = new HashMap<>();

  private static final class Use {
    private int open;
    private long idleSince = System.nanoTime();
  }

  public KeepAlive(Vertx vertx, Duration idle) {
    this.vertx = vertx;
    this.idleNanos = idle.toNanos();
  }

  public void watch(HttpConnection connection) {
    uses.put(connection, new Use());
    connection.closeHandler(closed -> uses.remove(connection));
    look(connection, idleNanos);
  }

  /** Serves a request. Its connection is in use until the response. */
  public void handle(HttpServerRequest request, Handler<HttpServerRequest> handler) {
    Use use = uses.get(request.connection());
    if (use != null) {
      use.open++;
      request
          .response()
          .endHandler(
              ended -> {
                use.open--;
                use.idleSince = System.nanoTime();
              });
    }
    handler.handle(request);
  }

  /** One timer for each connection, not for each request. */
  private void look(HttpConnection connection, long inNanos) {
    vertx.setTimer(
        1 + inNanos / 1_000_000,
        timer -> {
          Use use = uses.get(connection);
          if (use == null) {
            return;
          }
          long idle = use.open > 0 ? 0 : System.nanoTime() - use.idleSince;
          if (idle >= idleNanos) {
            connection.close();
          } else {
            look(connection, idleNanos - idle);
          }
        });
  }
}
