package dev.segmentnovu.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.intake.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The answers clients need. Success is {@code 200 {"success":true}} and a JSON body (analytics-java
 * sends again after an empty one); an error always has {@code code} and {@code message}
 * (analytics-python sends again where they lack).
 */
final class HttpResponses {

  private static final Buffer SUCCESS = Buffer.buffer("{\"success\":true}");

  private HttpResponses() {}

  /** The body was accepted, except the events in {@code rejected}, which may be all. */
  static void success(RoutingContext context, List<Intake.Rejected> rejected) {
    if (rejected.isEmpty()) {
      send(context, 200, SUCCESS);
      return;
    }
    ObjectNode body = EventCodec.JSON.createObjectNode().put("success", true);
    ArrayNode errors = body.putArray("errors");
    for (Intake.Rejected one : rejected) {
      errors
          .addObject()
          .put("index", one.index() < 0 ? null : one.index())
          .put("messageId", one.messageId())
          .put("code", one.refusal().code())
          .put("message", one.refusal().message());
    }
    send(context, 200, text(body));
  }

  static void refused(RoutingContext context, Refusal refusal) {
    send(context, refusal.status(), text(error(refusal.code(), refusal.message())));
  }

  /** Not now. {@code Retry-After} is a whole number of seconds: SDKs read nothing else. */
  static void notNow(
      RoutingContext context, int status, String code, String message, int retryAfterSeconds) {
    context.response().putHeader("Retry-After", String.valueOf(retryAfterSeconds));
    send(context, status, text(error(code, message)));
  }

  static void send(RoutingContext context, int status, String json) {
    send(context, status, Buffer.buffer(json));
  }

  private static void send(RoutingContext context, int status, Buffer json) {
    HttpExchange exchange = HttpExchange.find(context);
    if (exchange == null) {
      HttpExchange.write(context.response(), status, json);
    } else {
      exchange.answer(status, json);
    }
  }

  /** The body of an answer to a request that is refused. */
  static Buffer refusal(String code, String message) {
    return Buffer.buffer(text(error(code, message)));
  }

  private static ObjectNode error(String code, String message) {
    return EventCodec.JSON
        .createObjectNode()
        .put("success", false)
        .put("code", code)
        .put("message", message);
  }

  private static String text(ObjectNode json) {
    try {
      return EventCodec.JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of ours: cannot fail
    }
  }
}
