package dev.segmentnovu.ingest.http;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.telemetry.trace.RequestSpan;
import dev.segmentnovu.telemetry.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * The first handler of every request: opens its {@link HttpExchange}, checks the headers that apply
 * to all routes, and ends the exchange with the request.
 */
@EventLoopConfined
public final class ExchangeHandler implements Handler<RoutingContext> {

  private final Context verticle;
  private final RequestFailures failures;
  private final SlowClients slowClients;
  private final RequestTimes times;
  private final Tracing tracing;

  /**
   * Creates the handler.
   *
   * @param verticle the context that requests continue on
   * @param failures handles what requests throw
   * @param slowClients learns which connections have a request
   * @param times records how long requests take
   * @param tracing begins the spans of requests
   */
  public ExchangeHandler(
      Context verticle,
      RequestFailures failures,
      SlowClients slowClients,
      RequestTimes times,
      Tracing tracing) {
    this.verticle = verticle;
    this.failures = failures;
    this.slowClients = slowClients;
    this.times = times;
    this.tracing = tracing;
  }

  @Override
  public void handle(RoutingContext context) {
    long startNanos = System.nanoTime();
    RequestSpan span = tracing.request(context.request());
    HttpExchange exchange = HttpExchange.open(context, verticle, failures, span);
    context.addEndHandler(
        ended ->
            exchange.end(() -> requestEnded(context, exchange, startNanos, ended.succeeded())));
    slowClients.requestStarted(exchange.connection());
    exchange.run(RequestStage.HEAD, () -> checkHead(context, exchange));
  }

  private static void checkHead(RoutingContext context, HttpExchange exchange) {
    String expectation = exchange.expectation();
    if (context.request().headers().getAll(HttpHeaders.HOST).size() > 1) {
      refuse(exchange, 400, "There is more than one Host header; send one");
    } else if (expectation == null || expectation.equalsIgnoreCase("100-continue")) {
      context.next();
    } else {
      refuse(exchange, 417, "Expect takes 100-continue only; leave the header out");
    }
  }

  private static void refuse(HttpExchange exchange, int status, String message) {
    exchange.respond(IngestResponse.refused(new Refusal(status, "bad_request", message)));
  }

  private void requestEnded(
      RoutingContext context, HttpExchange exchange, long startNanos, boolean responded) {
    try {
      slowClients.requestEnded(exchange);
    } finally {
      times.record(context, System.nanoTime() - startNanos);
      exchange
          .span()
          .end(
              RequestTimes.route(context),
              context.response().getStatusCode(),
              responded ? null : "disconnected");
    }
  }
}
