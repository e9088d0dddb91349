package dev.segmentnovu.telemetry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * What an orchestrator and Prometheus ask, with GET or HEAD: {@code /health/live}, {@code
 * /health/ready}, {@code /metrics}.
 */
public final class OpsRoutes {

  /** The paths. */
  public static final List<String> PATHS = List.of("/health/live", "/health/ready", "/metrics");

  private static final String TEXT = "text/plain; charset=utf-8";

  private OpsRoutes() {}

  /**
   * Adds the three routes to {@code router}. Live answers 200 as long as the event loop turns;
   * ready answers 200, or 503 with the reason; metrics come in Prometheus' text format.
   */
  public static void mount(Router router, PrometheusMeterRegistry registry, Readiness readiness) {
    read(router, "/health/live").handler(context -> end(context, 200, TEXT, "ok\n"));
    read(router, "/health/ready").handler(context -> ready(context, readiness));
    read(router, "/metrics")
        .handler(
            context ->
                end(context, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape()));
  }

  /** Answers what {@code router} has no route for, and what fails, with problem details in JSON. */
  public static void mountErrors(Router router) {
    problem(router, 400, "The request cannot be read: Host, path or query is malformed.");
    problem(router, 404, "There is nothing at this path; there are " + String.join(", ", PATHS));
    problem(router, 405, "This path takes GET and HEAD only.");
    problem(router, 500, "The relay failed because of a bug; its log has more.");
  }

  private static Route read(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private static void ready(RoutingContext context, Readiness readiness) {
    Future.fromCompletionStage(readiness.unready(), Vertx.currentContext())
        // within the chain, so that whatever is thrown here is answered too
        .compose(
            unready -> {
              end(
                  context,
                  unready.isEmpty() ? 200 : 503,
                  TEXT,
                  unready.map(reason -> "not ready: " + reason + "\n").orElse("ready\n"));
              return Future.<Void>succeededFuture();
            })
        .onFailure(context::fail);
  }

  private static void problem(Router router, int status, String detail) {
    String json =
        "{\"type\":\"about:blank\",\"title\":\""
            + HttpResponseStatus.valueOf(status).reasonPhrase()
            + "\",\"status\":"
            + status
            + ",\"detail\":\""
            + detail
            + "\"}";
    router.errorHandler(
        status,
        context -> {
          if (!context.response().headWritten()) {
            end(context, status, "application/problem+json", json);
          }
        });
  }

  private static void end(RoutingContext context, int status, String type, String text) {
    Buffer body = Buffer.buffer(text);
    HttpServerResponse response =
        context
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, type)
            // HEAD is answered with the length that GET would have
            .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
    if (status == 405) {
      response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
    }
    boolean head = context.request().method().equals(HttpMethod.HEAD);
    answered(head ? response.end() : response.end(body));
  }

  /** A caller that went away before the answer is no matter of ours. */
  private static void answered(Future<Void> sent) {
    sent.onFailure(gone -> {});
  }
}
