package dev.segmentnovu.queue.redis.script;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.admin.EventField;

/** Writes a field of events for {@code read_field} of the prelude of the scripts. */
public final class EventFieldText {

  private EventFieldText() {}

  /** The text of a field. */
  public static String of(EventField field) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode path = json.putArray("path");
    field.path().forEach(path::add);
    return json.put("name", quoted(field.path().get(field.path().size() - 1)))
        .put("text", field.value())
        .put("written", quoted(field.value()))
        .toString();
  }

  /** As most senders write it: with the escapes that JSON demands, and no others. */
  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
