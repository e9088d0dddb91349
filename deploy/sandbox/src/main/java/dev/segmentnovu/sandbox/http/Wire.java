package dev.segmentnovu.sandbox.http;

import dev.segmentnovu.sandbox.faults.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends a http, complete or broken as a fault says. */
final class Wire {
  private static final int PADDING = 16 << 20;
  private static final int CHUNK = 64 << 10;
  private static final Duration PACE = Duration.ofSeconds(1);

  private final Vertx vertx;

  Wire(Vertx vertx) {
    this.vertx = vertx;
  }

  void send(RoutingContext context, SandboxResponse response, @Nullable Fault fault) {
    HttpServerResponse http = context.response();
    if (http.closed()) {
      return;
    }
    for (Map.Entry<String, String> header : response.headers().entrySet()) {
      http.putHeader(header.getKey(), header.getValue());
    }
    if (fault == null || fault.act() == Fault.Act.ANSWER || response.body() == null) {
      SandboxResponses.send(context, response.status(), response.body());
      return;
    }
    byte[] bytes = SandboxResponses.write(response.body());
    http.setStatusCode(response.status()).putHeader("content-type", SandboxResponses.JSON);
    switch (fault.act()) {
      case MALFORMED -> http.end(half(bytes));
      case CUT -> cut(context, bytes);
      case HUGE -> huge(http, bytes);
      case DRIP -> drip(http.setChunked(true), Buffer.buffer(bytes), 0, pace(fault));
      default -> throw new IllegalStateException(fault.act() + " has no response");
    }
  }

  private static Buffer half(byte[] bytes) {
    return Buffer.buffer(bytes).getBuffer(0, bytes.length / 2);
  }

  private static void cut(RoutingContext context, byte[] bytes) {
    context.response().putHeader("content-length", Integer.toString(bytes.length));
    context
        .response()
        .write(half(bytes))
        .onComplete(written -> context.request().connection().close());
  }

  /** The response is still JSON: a field with the padding comes before the others. */
  private static void huge(HttpServerResponse http, byte[] bytes) {
    http.setChunked(true).write("{\"padding\":\"");
    Buffer rest = Buffer.buffer("\",").appendBytes(bytes, 1, bytes.length - 1);
    pad(http, Buffer.buffer("x".repeat(CHUNK)), PADDING / CHUNK, rest);
  }

  private static void pad(HttpServerResponse http, Buffer chunk, int chunks, Buffer rest) {
    if (http.closed()) {
      return;
    }
    if (chunks == 0) {
      http.end(rest);
      return;
    }
    http.write(chunk).onSuccess(written -> pad(http, chunk, chunks - 1, rest));
  }

  private void drip(HttpServerResponse http, Buffer bytes, int sent, long pace) {
    vertx.setTimer(
        pace,
        timer -> {
          if (http.closed()) {
            return;
          }
          if (sent == bytes.length()) {
            http.end();
            return;
          }
          http.write(bytes.getBuffer(sent, sent + 1));
          drip(http, bytes, sent + 1, pace);
        });
  }

  private static long pace(Fault fault) {
    return Math.max(1, (fault.delay().isZero() ? PACE : fault.delay()).toMillis());
  }
}
