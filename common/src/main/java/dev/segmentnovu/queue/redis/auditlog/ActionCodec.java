package dev.segmentnovu.queue.redis.auditlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.admin.AuditEntries.Action;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes and reads the text of an entry of the audit log. */
final class ActionCodec {

  private ActionCodec() {}

  static byte[] encode(Action action) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("by", action.by());
    json.put("role", action.role());
    json.put("remote", action.remote());
    json.put("action", action.action());
    json.put("source", action.source());
    json.put("subject", action.subject());
    ObjectNode details = json.putObject("details");
    action.details().forEach(details::put);
    try {
      return EventCodec.JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of texts can always be written
    }
  }

  /** The entry; empty for a text that no relay wrote. */
  static Optional<Action> decode(byte[] text) {
    JsonNode json;
    try {
      json = EventCodec.JSON.readTree(text);
    } catch (IOException e) {
      return Optional.empty();
    }
    Map<String, String> details = new LinkedHashMap<>();
    json.path("details")
        .properties()
        .forEach(each -> details.put(each.getKey(), each.getValue().asText()));
    return Optional.of(
        new Action(
            json.path("by").asText(),
            json.path("role").asText(),
            json.path("remote").asText(),
            json.path("action").asText(),
            json.path("source").textValue(),
            json.path("subject").textValue(),
            details));
  }
}
