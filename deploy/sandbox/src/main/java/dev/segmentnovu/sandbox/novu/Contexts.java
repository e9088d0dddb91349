package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.http.Call;
import dev.segmentnovu.sandbox.http.SandboxResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The contexts that triggers create and update, and {@code GET /v2/contexts}, which lists them.
 * Bounded: beyond the limit the sandbox forgets the context that was created first.
 */
final class Contexts {
  private static final int LIMIT = 10_000;

  private final Map<String, ObjectNode> byKey = new LinkedHashMap<>();

  /**
   * Stores the contexts in a trigger.
   *
   * @param context by type, an id or an object with one, checked; or missing
   */
  void store(JsonNode context) {
    for (var each : context.properties()) {
      String type = each.getKey();
      JsonNode value = each.getValue();
      String id = value.isTextual() ? value.textValue() : value.path("id").asText();
      ObjectNode stored =
          byKey.computeIfAbsent(
              type + ":" + id,
              key -> {
                ObjectNode created = EventCodec.JSON.createObjectNode();
                created.put("type", type).put("id", id).putObject("data");
                return created;
              });
      if (value.has("data")) {
        stored.set("data", value.get("data"));
      }
      if (byKey.size() > LIMIT) {
        byKey.remove(byKey.keySet().iterator().next());
      }
    }
  }

  /** GET of all contexts, or of those with the {@code id} in the query. */
  SandboxResponse list(Call call) {
    String id = call.query().get("id");
    ArrayNode data = EventCodec.JSON.createArrayNode();
    for (ObjectNode context : byKey.values()) {
      if (id == null || context.path("id").asText().equals(id)) {
        data.add(context.deepCopy());
      }
    }
    return SandboxResponse.data(200, data);
  }
}
