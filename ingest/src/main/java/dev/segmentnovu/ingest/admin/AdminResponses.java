package dev.segmentnovu.ingest.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Writes answers: none is kept in a cache, none is taken for what it does not say it is. */
final class AdminResponses {

  private AdminResponses() {}

  /** What every answer carries. */
  static void secure(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
  }

  /**
   * Goes on with what {@code asked} comes to. Whatever it fails with, and whatever {@code then}
   * throws, fails the request, which is then answered.
   */
  static <T> void when(RoutingContext context, Future<T> asked, Consumer<T> then) {
    asked
        .compose(
            value -> {
              then.accept(value);
              return Future.<Void>succeededFuture();
            })
        .onFailure(context::fail);
  }

  static void json(RoutingContext context, int status, JsonNode body) {
    write(context, status, "application/json", body);
  }

  static void noContent(RoutingContext context) {
    answered(context.response().setStatusCode(204).end());
  }

  static void problem(RoutingContext context, Problem problem) {
    write(context, problem.status(), "application/problem+json", problem.json());
  }

  private static void write(RoutingContext context, int status, String type, JsonNode body) {
    HttpServerResponse response = context.response();
    if (response.headWritten()) {
      return;
    }
    secure(context);
    try {
      answered(
          response
              .setStatusCode(status)
              .putHeader(HttpHeaders.CONTENT_TYPE, type)
              .end(Buffer.buffer(EventCodec.JSON.writeValueAsBytes(body))));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of ours: cannot fail
    }
  }

  /** A caller that went away before the answer is no matter of ours. */
  private static void answered(Future<Void> sent) {
    sent.onFailure(gone -> {});
  }
}
