package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.mapping.MappingResult.LeftOut;
import java.util.List;
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

  /**
   * {@code to} as Novu takes it: numbers made texts, ids without blanks at their ends, and profiles
   * without what would have Novu drop the recipient.
   *
   * @param place where it comes from, for people: {@code to}
   * @param leftOut takes what cannot be its field
   */
  static JsonNode normalised(JsonNode to, String place, List<LeftOut> leftOut) {
    if (to instanceof ArrayNode list) {
      ArrayNode all = EventCodec.JSON.createArrayNode();
      for (int i = 0; i < list.size(); i++) {
        JsonNode each = list.get(i);
        all.add(each.isArray() ? each : one(each, place + "[" + i + "]", leftOut));
      }
      return all;
    }
    return one(to, place, leftOut);
  }

  private static JsonNode one(JsonNode to, String place, List<LeftOut> leftOut) {
    if (!(to instanceof ObjectNode object)) {
      return id(to);
    }
    if (isTopic(object)) {
      return withId(object.deepCopy(), "topicKey");
    }
    return withId(ProfileFields.normalised(object, place, leftOut), "subscriberId");
  }

  /** {@code object}, changed: its id made what {@link #id} makes of it. */
  static ObjectNode withId(ObjectNode object, String member) {
    JsonNode id = object.get(member);
    return id == null ? object : object.set(member, id(id));
  }

  private static boolean isTopic(JsonNode to) {
    return to.path("type").asText("").equals("Topic");
  }

  /**
   * A text without the blanks at its ends, as ids of events are taken, or a whole number as its
   * digits; all else as it is.
   */
  static JsonNode id(JsonNode value) {
    if (value.isIntegralNumber()) {
      return TextNode.valueOf(value.asText());
    }
    return value.isTextual() ? TextNode.valueOf(JsonValues.trimmed(value.textValue())) : value;
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
      return "must give a subscriber's id, an object or a list of them, not " + JsonValues.kind(to);
    }
    JsonNode type = to.path("type");
    if (isTopic(to)) {
      JsonNode key = to.path("topicKey");
      return key.isTextual() && EventMapper.isTopicKey(key.textValue())
          ? null
          : "gives a topic whose topicKey is none: letters, digits, _ : . - or an e-mail address";
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
