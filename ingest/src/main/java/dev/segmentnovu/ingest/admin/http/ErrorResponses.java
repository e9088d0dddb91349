package dev.segmentnovu.ingest.admin.http;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.QueueUnavailableException.Why;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests that failed or that no route takes. */
public final class ErrorResponses {

  /** The largest request body of the admin API, in bytes. */
  public static final int MAX_BODY_BYTES = 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

  private static final String RETRY_AFTER_SECONDS = "5";

  /** No path of the port has an id before its third part. */
  private static final Pattern AREA = Pattern.compile("(/[^/]*){1,2}");

  private ErrorResponses() {}

  /** The cause of a failed stage, without the wrappers that chained stages add. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * The last handler of a path: answers 405.
   *
   * @param methods the methods that the path takes, for the {@code Allow} header
   */
  public static Handler<RoutingContext> methodNotAllowed(String methods) {
    return context -> {
      context.response().putHeader(HttpHeaders.ALLOW, methods);
      respond(context, 405);
    };
  }

  /** Answers a request that a handler failed. */
  public static void respond(RoutingContext context) {
    respond(context, context.statusCode());
  }

  /**
   * Answers a request that failed.
   *
   * @param status the status of the response if it is a 4xx; anything else becomes 500 or, where
   *     Redis is unavailable, 503
   */
  public static void respond(RoutingContext context, int status) {
    Throwable failure = context.failure();
    Throwable cause = failure == null ? null : unwrap(failure);
    if (cause instanceof QueueUnavailableException unavailable) {
      context.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
      AdminResponses.problem(context, new Problem(503, detail(unavailable)));
      return;
    }
    int written = status;
    if (status < 400 || status >= 500) {
      // the exception's message may hold personal data, so only its class and place are logged
      LOG.error(
          "{} {} failed: {} at {}",
          context.request().method(),
          withoutIds(context.request().path()),
          cause == null ? "status " + status : cause.getClass().getName(),
          cause == null || cause.getStackTrace().length == 0 ? "?" : cause.getStackTrace()[0]);
      written = 500;
    }
    AdminResponses.problem(context, new Problem(written, detail(written)));
  }

  /** The beginning of a path: what follows may name a user. */
  private static String withoutIds(String path) {
    Matcher area = AREA.matcher(path);
    return area.lookingAt() ? area.group() + (area.end() == path.length() ? "" : "/…") : "/…";
  }

  private static String detail(QueueUnavailableException unavailable) {
    return unavailable.why() == Why.FULL
        ? "Redis has no memory left for this: let the workers deliver, delete dead letters, or raise"
            + " its maxmemory."
        : "Redis does not answer: see that it runs, then try again.";
  }

  private static String detail(int status) {
    return switch (status) {
      case 400 ->
          "The request cannot be read: send a Host header, and path and query as percent-encoded"
              + " UTF-8.";
      case 404 -> "There is nothing at this path; docs/openapi-admin.yaml lists what there is.";
      case 405 ->
          "This path does not take that method; docs/openapi-admin.yaml lists those it takes.";
      case 413 -> "The body is larger than " + MAX_BODY_BYTES + " bytes.";
      case 415 -> "Send the body as Content-Type: application/json.";
      case 500 -> "The relay failed because of a bug; its log has more.";
      default -> "The request was refused.";
    };
  }
}
