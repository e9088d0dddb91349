package dev.segmentnovu.ingest.admin.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Writes the responses of the admin API. Clients must neither cache them nor guess their type. */
public final class AdminResponses {

  private AdminResponses() {}

  /** Adds the headers that every response of the admin port carries. */
  public static void addSecurityHeaders(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
  }

  /** The stage's result as a future that completes on the event loop of the current request. */
  public static <T> Future<T> onEventLoop(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, Vertx.currentContext());
  }

  /**
   * Calls {@code respond} with the result of {@code pending}. If {@code pending} fails, or {@code
   * respond} throws, the request fails, and {@link ErrorResponses} answers it.
   */
  public static <T> void respondAfter(
      RoutingContext context, Future<T> pending, Consumer<T> respond) {
    pending
        .compose(
            value -> {
              respond.accept(value);
              return Future.<Void>succeededFuture();
            })
        .onFailure(context::fail);
  }

  /** Writes {@code body} with the given status. */
  public static void json(RoutingContext context, int status, JsonNode body) {
    write(context, status, "application/json", body);
  }

  /** Writes an empty response with status 204. */
  public static void noContent(RoutingContext context) {
    ignoreFailure(context.response().setStatusCode(204).end());
  }

  /** Writes {@code problem}. */
  public static void problem(RoutingContext context, Problem problem) {
    write(context, problem.status(), "application/problem+json", problem.json());
  }

  private static void write(RoutingContext context, int status, String type, JsonNode body) {
    HttpServerResponse response = context.response();
    if (response.headWritten()) {
      return;
    }
    addSecurityHeaders(context);
    try {
      ignoreFailure(
          response
              .setStatusCode(status)
              .putHeader(HttpHeaders.CONTENT_TYPE, type)
              .end(Buffer.buffer(EventCodec.JSON.writeValueAsBytes(body))));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the relay built this tree, so writing it cannot fail
    }
  }

  /** A write fails only if the client closed the connection: nobody waits for the response then. */
  private static void ignoreFailure(Future<Void> written) {
    written.onFailure(disconnected -> {});
  }
}
