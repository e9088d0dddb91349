package dev.segmentnovu.queue.redis.script.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.Ids;
import dev.segmentnovu.queue.history.Rejection;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A rejection as Redis stores it: JSON whose first member is the user id, so that a user's
 * rejections are found by the beginning of the text.
 */
public final class RejectionJson {

  private RejectionJson() {}

  static String write(Rejection rejection) {
    return text(
        EventCodec.JSON
            .createObjectNode()
            .put("userId", rejection.userId() == null ? null : Ids.trim(rejection.userId()))
            .put("messageId", rejection.messageId())
            .put("at", rejection.at().toEpochMilli())
            .put("code", rejection.code())
            .put("message", rejection.message())
            .put("index", rejection.index()));
  }

  /** The beginning of the texts of a user's rejections. */
  static String ofUser(String userId) {
    String cut = Ids.trim(Rejection.cut(userId, Rejection.MAX_ID_CHARS));
    String json = text(EventCodec.JSON.createObjectNode().put("userId", cut));
    return json.substring(0, json.length() - 1) + ",";
  }

  /** The part that the texts of an event's rejections have in common. */
  static String ofMessage(String messageId) {
    String json = text(EventCodec.JSON.createObjectNode().put("messageId", messageId));
    return json.substring(1, json.length() - 1) + ",";
  }

  /** Reads a stored text; empty if another program wrote it. */
  static Optional<Rejection> read(String text) {
    try {
      JsonNode json = EventCodec.JSON.readTree(text);
      return Optional.of(
          new Rejection(
              Instant.ofEpochMilli(json.path("at").asLong()),
              json.path("code").asText(),
              json.path("message").asText(),
              json.path("messageId").textValue(),
              json.path("userId").textValue(),
              json.path("index").asInt()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String text(ObjectNode json) {
    try {
      return EventCodec.JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the relay built this tree, so writing it cannot fail
    }
  }
}
