package dev.segmentnovu.telemetry;

import io.micrometer.core.instrument.Gauge;
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
import java.util.concurrent.atomic.AtomicReference;

/**
 * The routes for orchestrators and Prometheus: {@code /health/live}, {@code /health/ready} and
 * {@code /metrics}, with GET and HEAD.
 */
public final class OpsRoutes {

  /** The paths of the routes. */
  public static final List<String> PATHS = List.of("/health/live", "/health/ready", "/metrics");

  private static final String TEXT = "text/plain; charset=utf-8";

  private OpsRoutes() {}

  /**
   * Adds the three routes to {@code router}. {@code live} responds 200 while the event loop runs.
   * {@code ready} responds 200, or 503 with the reason. {@code metrics} uses Prometheus' text
   * format.
   *
   * <p>The metrics have the latest answer about readiness too, because a process that is not ready
   * gets no requests from a load balancer, and then nothing else shows that they fail elsewhere. A
   * scrape asks again and does not wait for the answer, which takes long while Redis is away.
   *
   * @param role the part of the process, ingest or worker
   */
  public static void mount(
      Router router, PrometheusMeterRegistry registry, String role, Readiness readiness) {
    // unknown at first: nobody may ever ask about the other part of relay up
    var latest = new AtomicReference<>(Double.NaN);
    Gauge.builder(Metrics.READY, latest, AtomicReference::get)
        .description("1 if the process could do its work when it was last asked, else 0")
        .tag("role", role)
        .strongReference(true)
        .register(registry);
    Readiness noted =
        () ->
            readiness
                .unready()
                .thenApply(
                    why -> {
                      latest.set(why.isEmpty() ? 1.0 : 0.0);
                      return why;
                    });
    get(router, "/health/live").handler(context -> respond(context, 200, TEXT, "ok\n"));
    get(router, "/health/ready").handler(context -> ready(context, noted));
    get(router, "/metrics")
        .handler(
            context -> {
              var unused = noted.unready();
              respond(context, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
            });
  }

  /** Makes {@code router} answer unknown paths and failures with problem details in JSON. */
  public static void mountErrors(Router router) {
    problem(router, 400, "The request cannot be read: Host, path or query is malformed.");
    problem(router, 404, "There is nothing at this path; there are " + String.join(", ", PATHS));
    problem(router, 405, "This path takes GET and HEAD only.");
    problem(router, 500, "The relay failed because of a bug; its log has more.");
  }

  private static Route get(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private static void ready(RoutingContext context, Readiness readiness) {
    Future.fromCompletionStage(readiness.unready(), Vertx.currentContext())
        // compose fails the future if this throws, so the client gets a response then too
        .compose(
            unready -> {
              respond(
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
            respond(context, status, "application/problem+json", json);
          }
        });
  }

  private static void respond(RoutingContext context, int status, String type, String text) {
    Buffer body = Buffer.buffer(text);
    HttpServerResponse response =
        context
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, type)
            // a response to HEAD has the length that a response to GET would have
            .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
    if (status == 405) {
      response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
    }
    boolean head = context.request().method().equals(HttpMethod.HEAD);
    ignoreFailure(head ? response.end() : response.end(body));
  }

  /** A write fails only if the client closed the connection: nobody waits for the response then. */
  private static void ignoreFailure(Future<Void> written) {
    written.onFailure(disconnected -> {});
  }
}
