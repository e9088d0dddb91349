package dev.segmentnovu.telemetry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * What an orchestrator and Prometheus ask: {@code /health/live}, {@code /health/ready}, {@code
 * /metrics}.
 */
public final class OpsRoutes {

  private OpsRoutes() {}

  /**
   * Adds the three routes to {@code router}. Live answers 200 as long as the event loop turns;
   * ready answers 200, or 503 with the reason; metrics come in Prometheus' text format.
   */
  public static void mount(Router router, PrometheusMeterRegistry registry, Readiness readiness) {
    router.get("/health/live").handler(context -> end(context, 200, "ok\n"));
    router.get("/health/ready").handler(context -> ready(context, readiness));
    router
        .get("/metrics")
        .handler(
            context -> {
              context
                  .response()
                  .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
              answered(context.response().end(registry.scrape()));
            });
  }

  private static void ready(RoutingContext context, Readiness readiness) {
    Future.fromCompletionStage(readiness.unready(), Vertx.currentContext())
        .onSuccess(
            unready ->
                end(
                    context,
                    unready.isEmpty() ? 200 : 503,
                    unready.map(reason -> "not ready: " + reason + "\n").orElse("ready\n")))
        .onFailure(context::fail);
  }

  private static void end(RoutingContext context, int status, String text) {
    HttpServerResponse response = context.response().setStatusCode(status);
    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    answered(response.end(text));
  }

  /** A caller that went away before the answer is no matter of ours. */
  private static void answered(Future<Void> sent) {
    sent.onFailure(gone -> {});
  }
}
