package dev.segmentnovu.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.ingest.intake.RejectedEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A response in the form that clients need. Success is {@code 200 {"success":true}} with a JSON
 * body, because analytics-java resends after an empty one. An error always has {@code code} and
 * {@code message}, because analytics-python resends if they are absent.
 *
 * @param status the HTTP status
 * @param json the body
 * @param retryAfterSeconds the value of {@code Retry-After}, a whole number because SDKs read
 *     nothing else; 0 for no such header
 */
record IngestResponse(int status, Buffer json, int retryAfterSeconds) {

  private static final CharSequence JSON_TYPE = HttpHeaders.createOptimized("application/json");

  private static final IngestResponse SUCCESS = json(200, "{\"success\":true}");

  /** A limit of the process is reached. */
  static final IngestResponse BUSY =
      retryLater(
          429,
          "busy",
          "The relay has too much in hand at this moment; nothing is lost if this request is sent"
              + " again",
          1);

  /** A response with this JSON body. */
  static IngestResponse json(int status, String json) {
    return new IngestResponse(status, Buffer.buffer(json), 0);
  }

  /** The relay took the body. {@code rejected} lists the events it rejects, which may be all. */
  static IngestResponse success(List<RejectedEvent> rejected) {
    if (rejected.isEmpty()) {
      return SUCCESS;
    }
    ObjectNode body = EventCodec.JSON.createObjectNode().put("success", true);
    ArrayNode errors = body.putArray("errors");
    for (RejectedEvent each : rejected) {
      errors
          .addObject()
          .put("index", each.index() < 0 ? null : each.index())
          .put("messageId", each.messageId())
          .put("code", each.refusal().code())
          .put("message", each.refusal().message());
    }
    return json(200, text(body));
  }

  /** The relay refuses the request for good. */
  static IngestResponse refused(Refusal refusal) {
    return json(refusal.status(), error(refusal.code(), refusal.message()));
  }

  /** The relay refuses the request for now. */
  static IngestResponse retryLater(int status, String code, String message, int retryAfterSeconds) {
    return new IngestResponse(status, Buffer.buffer(error(code, message)), retryAfterSeconds);
  }

  /** The relay failed because of a bug. */
  static IngestResponse internalError() {
    return json(
        500,
        error(
            "internal_error",
            "The relay failed because of a bug; its log shows where. Send this request again"));
  }

  /** Writes this response. A client that disconnected does not matter. */
  void writeTo(HttpServerResponse response) {
    if (retryAfterSeconds > 0) {
      response.putHeader("Retry-After", String.valueOf(retryAfterSeconds));
    }
    var unused =
        response
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, JSON_TYPE)
            .end(json)
            .onFailure(disconnected -> {});
  }

  private static String error(String code, String message) {
    return text(
        EventCodec.JSON
            .createObjectNode()
            .put("success", false)
            .put("code", code)
            .put("message", message));
  }

  private static String text(ObjectNode json) {
    try {
      return EventCodec.JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the relay built this tree, so writing it cannot fail
    }
  }
}
