package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.mapping.profile.JsonValues;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.mapping.profile.PersonProfile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Normalizes and checks the recipients of a trigger. Novu responds {@code processed} to an empty
 * list, an empty id or an object without an id, and reaches nobody; so they are found here. Where
 * an id is expected, a whole number counts as the text of its digits: ids in properties are often
 * numbers.
 */
final class Recipients {

  /** Novu's limit. */
  private static final int MAX_RECIPIENTS = 100;

  private Recipients() {}

  /**
   * {@code to} in the form that Novu accepts: ids are trimmed texts, and profiles lack the values
   * for which Novu would drop the recipient.
   *
   * @param place where it comes from, for people: {@code to}
   * @param leftOut receives the values that Novu would refuse
   */
  static JsonNode normalize(JsonNode to, String place, List<LeftOut> leftOut) {
    if (to instanceof ArrayNode list) {
      ArrayNode all = EventCodec.JSON.createArrayNode();
      for (int i = 0; i < list.size(); i++) {
        JsonNode each = list.get(i);
        all.add(each.isArray() ? each : normalizeOne(each, place + "[" + i + "]", leftOut));
      }
      return all;
    }
    return normalizeOne(to, place, leftOut);
  }

  private static JsonNode normalizeOne(JsonNode to, String place, List<LeftOut> leftOut) {
    if (!(to instanceof ObjectNode object)) {
      return normalizeId(to);
    }
    if (isTopic(object)) {
      return normalizeId(object.deepCopy(), "topicKey");
    }
    return normalizeId(PersonProfile.normalize(object, place, leftOut), "subscriberId");
  }

  /** Normalizes the id in {@code member} of {@code object}, in place, and returns the object. */
  static ObjectNode normalizeId(ObjectNode object, String member) {
    JsonNode id = object.get(member);
    return id == null ? object : object.set(member, normalizeId(id));
  }

  private static boolean isTopic(JsonNode to) {
    return to.path("type").asText("").equals("Topic");
  }

  /** The trimmed text, or the digits of a whole number; any other value is unchanged. */
  static JsonNode normalizeId(JsonNode value) {
    if (value.isIntegralNumber()) {
      return TextNode.valueOf(value.asText());
    }
    return value.isTextual() ? TextNode.valueOf(JsonValues.trim(value.textValue())) : value;
  }

  /** Why {@code to} would reach nobody or be refused; null if it is valid. */
  static @Nullable String findProblem(JsonNode to) {
    if (!to.isArray()) {
      return findProblemOfOne(to);
    }
    if (to.isEmpty()) {
      return "gives an empty list";
    }
    if (to.size() > MAX_RECIPIENTS) {
      return "gives " + to.size() + " recipients; Novu takes " + MAX_RECIPIENTS;
    }
    for (int i = 0; i < to.size(); i++) {
      String problem = findProblemOfOne(to.get(i));
      if (problem != null) {
        return problem + ", in place " + (i + 1) + " of the list";
      }
    }
    return null;
  }

  private static @Nullable String findProblemOfOne(JsonNode to) {
    if (to.isTextual()) {
      return to.textValue().isBlank() ? "gives an empty id" : null;
    }
    if (!to.isObject()) {
      return "must give a subscriber's id, an object or a list of them, not "
          + JsonValues.kindOf(to);
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

  /** Whether {@code member} is a text that is not blank. */
  static boolean hasText(JsonNode object, String member) {
    JsonNode value = object.path(member);
    return value.isTextual() && !value.textValue().isBlank();
  }
}
