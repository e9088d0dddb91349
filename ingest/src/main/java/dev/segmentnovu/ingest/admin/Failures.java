package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests that came to nothing. */
final class Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private static final String RETRY_AFTER_SECONDS = "5";

  private Failures() {}

  /** What a future failed with, without the wrapping that chaining adds. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The last handler of a path: answers 405 and says which methods the path takes. */
  static Handler<RoutingContext> notAllowed(String methods) {
    return context -> {
      context.response().putHeader(HttpHeaders.ALLOW, methods);
      answer(context, 405);
    };
  }

  /** Answers a request that a handler gave up. */
  static void answer(RoutingContext context) {
    answer(context, context.statusCode());
  }

  /** Answers a request that came to nothing, with {@code given} where that is a client's error. */
  static void answer(RoutingContext context, int given) {
    Throwable failure = context.failure();
    Throwable cause = failure == null ? null : cause(failure);
    if (cause instanceof QueueUnavailableException) {
      context.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
      AdminResponses.problem(
          context, new Problem(503, "Redis does not answer: see that it runs, then try again."));
      return;
    }
    int status = given;
    if (status < 400 || status >= 500) {
      // the message may hold personal data: the class and the place tell where to look
      LOG.error(
          "{} {} failed: {} at {}",
          context.request().method(),
          context.request().path(),
          cause == null ? "status " + status : cause.getClass().getName(),
          cause == null || cause.getStackTrace().length == 0 ? "?" : cause.getStackTrace()[0]);
      status = 500;
    }
    AdminResponses.problem(context, new Problem(status, detail(status)));
  }

  private static String detail(int status) {
    return switch (status) {
      case 400 ->
          "The request cannot be read: send a Host header, and path and query as percent-encoded"
              + " UTF-8.";
      case 404 -> "There is nothing at this path; docs/openapi-admin.yaml lists what there is.";
      case 405 ->
          "This path does not take that method; docs/openapi-admin.yaml lists those it takes.";
      case 413 -> "The body is larger than " + DeadLetterRoutes.MAX_BODY_BYTES + " bytes.";
      case 415 -> "Send the body as Content-Type: application/json.";
      case 500 -> "The relay failed in a way it should not; its log has more.";
      default -> "The request was refused.";
    };
  }
}
