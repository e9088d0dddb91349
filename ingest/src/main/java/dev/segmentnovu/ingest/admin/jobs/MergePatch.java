package dev.segmentnovu.ingest.admin.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;

/** JSON merge patch, as RFC 7386 defines it: members replace members, and null removes one. */
final class MergePatch {

  private MergePatch() {}

  /** {@code target} with {@code patch} applied. Neither is changed. */
  static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    ObjectNode result =
        target instanceof ObjectNode object
            ? object.deepCopy()
            : EventCodec.JSON.createObjectNode();
    for (var change : changes.properties()) {
      String name = change.getKey();
      if (change.getValue().isNull()) {
        result.remove(name);
      } else {
        result.set(name, apply(result.path(name), change.getValue()));
      }
    }
    return result;
  }
}
