package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.event.EventCodec;
import org.jspecify.annotations.Nullable;

/**
 * Whom a trigger is for. Novu answers an empty list, an empty id or an object without one with
 * {@code processed} and reaches nobody, so these are found here. A whole number counts as the text
 * of its digits wherever an id is meant: ids in properties often are numbers.
 */
final class Recipients {

  /** Novu's own bound. */
  private static final int MOST = 100;

  private Recipients() {}

  /** {@code to} with its numbers made texts. */
  static JsonNode withTextIds(JsonNode to) {
    if (to instanceof ArrayNode list) {
      ArrayNode all = EventCodec.JSON.createArrayNode();
      list.forEach(each -> all.add(each.isArray() ? each : withTextIds(each)));
      return all;
    }
    if (to instanceof ObjectNode object) {
      ObjectNode copy = EventCodec.JSON.createObjectNode();
      copy.setAll(object);
      for (String id : new String[] {"subscriberId", "topicKey"}) {
        if (copy.path(id).isIntegralNumber()) {
          copy.set(id, text(copy.get(id)));
        }
      }
      return copy;
    }
    return text(to);
  }

  /** A whole number as its digits; all else as it is. */
  static JsonNode text(JsonNode value) {
    return value.isIntegralNumber() ? TextNode.valueOf(value.asText()) : value;
  }

  /** Why {@code to} would reach nobody or be refused, or null. */
  static @Nullable String problem(JsonNode to) {
    if (!to.isArray()) {
      return problemOfOne(to);
    }
    if (to.isEmpty()) {
      return "gives an empty list";
    }
    if (to.size() > MOST) {
      return "gives " + to.size() + " recipients; Novu takes " + MOST;
    }
    for (int i = 0; i < to.size(); i++) {
      String problem = problemOfOne(to.get(i));
      if (problem != null) {
        return problem + ", in place " + (i + 1) + " of the list";
      }
    }
    return null;
  }

  private static @Nullable String problemOfOne(JsonNode to) {
    if (to.isTextual()) {
      return to.textValue().isBlank() ? "gives an empty id" : null;
    }
    if (!to.isObject()) {
      return "must give a subscriber's id, an object or a list of them, not " + Kinds.of(to);
    }
    JsonNode type = to.path("type");
    if (type.asText("").equals("Topic")) {
      JsonNode key = to.path("topicKey");
      return key.isTextual() && EventMapper.isTopicKey(key.textValue())
          ? null
          : "gives a topic whose topicKey is none: 1 to 100 letters, digits, _ : . - or an e-mail"
              + " address";
    }
    if (!type.isMissingNode() && !type.asText("").equals("Subscriber")) {
      return "gives an object of a type Novu does not know; it knows Topic and Subscriber";
    }
    return hasText(to, "subscriberId") ? null : "gives an object without a subscriberId";
  }

  /** Whether the member is a text that is not blank. */
  static boolean hasText(JsonNode object, String member) {
    JsonNode value = object.path(member);
    return value.isTextual() && !value.textValue().isBlank();
  }
}
