package dev.segmentnovu.ingest.http;

import dev.segmentnovu.event.intake.Refusal;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Dispatches requests to the routes, and answers those that no route takes or that fail. */
public final class IngestRouter implements Handler<HttpServerRequest> {

  private static final String UNKNOWN_PATH =
      "There is nothing at this path. Webhooks go to /webhooks/segment/<source>, or to"
          + " /webhooks/segment where one source takes webhooks; SDKs send to /v1/<call>";

  private final Router router;
  private final RequestFailures failures;

  /**
   * Creates a router.
   *
   * @param exchanges handles every request first
   * @param failures handles what is thrown before a request has an exchange
   */
  public IngestRouter(
      Vertx vertx,
      ExchangeHandler exchanges,
      WebhookRoutes webhooks,
      TrackingRoutes calls,
      RequestFailures failures) {
    this.failures = failures;
    router = Router.router(vertx);
    router.route().handler(exchanges);
    router.route().failureHandler(IngestRouter::handlerFailed);
    webhooks.mount(router);
    calls.mount(router);
    router.errorHandler(404, context -> refuse(context, 404, UNKNOWN_PATH));
    router.errorHandler(405, context -> refuse(context, 405, "This path takes other methods"));
    router.errorHandler(400, context -> refuse(context, 400, "The request cannot be read"));
  }

  @Override
  public void handle(HttpServerRequest request) {
    try {
      router.handle(request);
    } catch (Throwable thrown) {
      failures.report(RequestStage.HEAD, thrown);
      failures.respond(request, false);
    }
  }

  private static void handlerFailed(RoutingContext context) {
    Throwable thrown = context.failure();
    HttpExchange exchange = HttpExchange.find(context);
    if (thrown == null) {
      context.next();
    } else if (exchange != null) {
      exchange.fail(thrown);
    } else {
      // Vert.x checks the Host header before it calls the first handler
      refuse(context, 400, "The Host header is missing or malformed; HTTP/1.1 requires one");
    }
  }

  /** Answers bytes that are not an HTTP request, or whose head is too long. */
  public static void refuseInvalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      refuse(request, 414, "The first line of the request is too long");
    } else if (cause instanceof TooLongHttpHeaderException) {
      refuse(request, 431, "The headers are too long");
    } else {
      refuse(request, 400, "This is not a valid HTTP request");
    }
    request.connection().close();
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    refusal(status, message).writeTo(request.response());
  }

  private static void refuse(RoutingContext context, int status, String message) {
    HttpExchange exchange = HttpExchange.find(context);
    if (exchange == null) {
      refuse(context.request(), status, message);
    } else {
      exchange.respond(refusal(status, message));
    }
  }

  private static IngestResponse refusal(int status, String message) {
    return IngestResponse.refused(new Refusal(status, "bad_request", message));
  }
}
