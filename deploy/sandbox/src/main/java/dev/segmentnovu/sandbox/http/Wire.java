package dev.segmentnovu.sandbox.http;

import dev.segmentnovu.sandbox.faults.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends a response, complete or broken as a fault says. */
final class Wire {
  private static final int PADDING = 16 << 20;
  private static final int CHUNK = 64 << 10;
  private static final Duration PACE = Duration.ofSeconds(1);

  private final Vertx vertx;

  Wire(Vertx vertx) {
    this.vertx = vertx;
  }

  void send(RoutingContext context, SandboxResponse answer, @Nullable Fault fault) {
    HttpServerResponse response = context.response();
    if (response.closed()) {
      return;
    }
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      response.putHeader(header.getKey(), header.getValue());
    }
    if (fault == null || fault.act() == Fault.Act.ANSWER || answer.body() == null) {
      SandboxResponses.send(context, answer.status(), answer.body());
      return;
    }
    byte[] bytes = SandboxResponses.write(answer.body());
    response.setStatusCode(answer.status()).putHeader("content-type", SandboxResponses.JSON);
    switch (fault.act()) {
      case MALFORMED -> response.end(half(bytes));
      case CUT -> cut(context, bytes);
      case HUGE -> huge(response, bytes);
      case DRIP -> drip(response.setChunked(true), Buffer.buffer(bytes), 0, pace(fault));
      default -> throw new IllegalStateException(fault.act() + " has no answer");
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
  private static void huge(HttpServerResponse response, byte[] bytes) {
    response.setChunked(true).write("{\"padding\":\"");
    Buffer rest = Buffer.buffer("\",").appendBytes(bytes, 1, bytes.length - 1);
    pad(response, Buffer.buffer("x".repeat(CHUNK)), PADDING / CHUNK, rest);
  }

  private static void pad(HttpServerResponse response, Buffer chunk, int chunks, Buffer rest) {
    if (response.closed()) {
      return;
    }
    if (chunks == 0) {
      response.end(rest);
      return;
    }
    response.write(chunk).onSuccess(written -> pad(response, chunk, chunks - 1, rest));
  }

  private void drip(HttpServerResponse response, Buffer bytes, int sent, long pace) {
    vertx.setTimer(
        pace,
        timer -> {
          if (response.closed()) {
            return;
          }
          if (sent == bytes.length()) {
            response.end();
            return;
          }
          response.write(bytes.getBuffer(sent, sent + 1));
          drip(response, bytes, sent + 1, pace);
        });
  }

  private static long pace(Fault fault) {
    return Math.max(1, (fault.delay().isZero() ? PACE : fault.delay()).toMillis());
  }
}
