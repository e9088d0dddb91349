package dev.segmentnovu.ingest.admin.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.OperatorQueue;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows the state of the relay, and of each source. While Redis does not answer, nothing is
 * accepted or delivered, and that is the answer: a problem with status 503 that says why.
 */
public final class StatusRoutes {

  private static final String RETRY_AFTER_SECONDS = "5";

  private final ConfigView config;
  private final StatusQuery query;

  /**
   * Creates the routes.
   *
   * @param config the configured sources
   * @param queue their queues, and what Redis knows of the processes
   */
  public StatusRoutes(ConfigView config, OperatorQueue queue) {
    this.config = config;
    query = new StatusQuery(config, queue);
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    mount(
        router, "/admin/status", query::ask, status -> StatusJson.status(status, config.status()));
    mount(
        router,
        "/admin/sources",
        query::askWithoutMemory,
        status -> StatusJson.sources(status, configured()));
  }

  private static void mount(
      Router router,
      String path,
      Supplier<Future<RelayStatus>> ask,
      Function<RelayStatus, ObjectNode> json) {
    router.get(path).handler(context -> show(context, ask.get(), json));
    router.route(path).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private static void show(
      RoutingContext context, Future<RelayStatus> asked, Function<RelayStatus, ObjectNode> json) {
    AdminResponses.respondAfter(
        context,
        asked
            .map(status -> (Runnable) () -> AdminResponses.json(context, 200, json.apply(status)))
            .recover(failure -> explained(context, failure)),
        Runnable::run);
  }

  private static Future<Runnable> explained(RoutingContext context, Throwable failure) {
    Throwable cause = ErrorResponses.unwrap(failure);
    if (!(cause instanceof QueueUnavailableException)) {
      return Future.failedFuture(failure);
    }
    return Future.succeededFuture(
        () -> {
          context.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
          AdminResponses.problem(
              context,
              new Problem(
                  503,
                  "Nothing is accepted and nothing is delivered: " + cause.getMessage() + "."));
        });
  }

  private Map<String, RelayConfig.Source> configured() {
    Map<String, RelayConfig.Source> all = new LinkedHashMap<>();
    config
        .sources()
        .forEach(name -> config.source(name).ifPresent(source -> all.put(name, source)));
    return all;
  }
}
