package dev.segmentnovu.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segmentnovu.event.EventCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads JSON from requests and writes it to responses. */
public final class SandboxResponses {
  static final String JSON = "application/json; charset=utf-8";

  private SandboxResponses() {}

  static byte[] bytes(RoutingContext context) {
    Buffer buffer = context.body().buffer();
    return buffer == null ? new byte[0] : buffer.getBytes();
  }

  /** The body; missing if there is none; null if it is not JSON. */
  public static @Nullable JsonNode json(RoutingContext context) {
    return json(bytes(context));
  }

  public static @Nullable JsonNode json(byte[] bytes) {
    if (bytes.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return EventCodec.JSON.readTree(bytes);
    } catch (IOException | NumberFormatException e) { // the latter for 1e2147483648
      return null;
    }
  }

  public static void send(RoutingContext context, int status, @Nullable JsonNode body) {
    var response = context.response().setStatusCode(status);
    if (body == null) {
      response.end();
      return;
    }
    response.putHeader("content-type", JSON).end(Buffer.buffer(write(body)));
  }

  static byte[] write(JsonNode body) {
    try {
      return EventCodec.JSON.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a tree in memory: writing it cannot fail
    }
  }
}
