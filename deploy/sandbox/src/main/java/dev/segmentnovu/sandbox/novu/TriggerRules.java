package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.sandbox.environment.NovuVersion;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of Novu's API for a trigger, alone or in a batch. They do not cover the profile of a
 * recipient, which {@link Recipients} checks after the response.
 */
final class TriggerRules {
  private static final int MOST_CONTEXT_KEYS = 5;
  private static final Pattern CONTEXT_ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
  private static final Set<String> CONTEXT_FIELDS = Set.of("id", "type", "data");

  private final NovuVersion version;

  TriggerRules(NovuVersion version) {
    this.version = version;
  }

  /** Adds the violations in {@code event} to {@code rules}. */
  void check(Rules rules, ObjectNode event) {
    rules.requiredText(event, "name");
    recipients(rules, event.path("to"));
    rules
        .optionalObject(event, "payload")
        .optionalObject(event, "overrides")
        .optionalText(event, "transactionId")
        .optionalTextOrObject(event, "actor")
        .optionalTextOrObject(event, "tenant")
        .optionalObject(event, "context");
    if (event.path("actor") instanceof ObjectNode actor) {
      rules.within("actor", new Rules().requiredText(actor, "subscriberId").profile(actor));
    }
    if (event.path("context") instanceof ObjectNode context) {
      context(rules, context);
    }
  }

  /** The same for an item of a batch: 3.15 rejects the call if one item has no payload. */
  void checkItem(Rules rules, ObjectNode event) {
    check(rules, event);
    rules.check(
        version != NovuVersion.V3_15 || event.hasNonNull("payload"), "payload must be an object");
  }

  private void recipients(Rules rules, JsonNode to) {
    if (version == NovuVersion.V3_15) {
      rules.check(
          to.isTextual() || to.isObject() || to.isArray(),
          "to must be a subscriber id, an object or an array of them");
      return;
    }
    boolean valid = to.isArray() ? !to.isEmpty() : isRecipient(to);
    for (JsonNode each : to.isArray() ? to : Set.<JsonNode>of()) {
      valid &= isRecipient(each);
    }
    rules.check(
        valid,
        "to must be a non-empty subscriberId string, an object with a non-empty subscriberId, a"
            + " topic object with a non-empty topicKey, or a non-empty array of those");
  }

  private static boolean isRecipient(JsonNode recipient) {
    if (!recipient.isObject()) {
      return isFilled(recipient);
    }
    boolean topic = recipient.path("type").asText().equals("Topic");
    return isFilled(
        recipient.path(topic || !recipient.has("subscriberId") ? "topicKey" : "subscriberId"));
  }

  private static boolean isFilled(JsonNode text) {
    return text.isTextual() && !text.textValue().isEmpty();
  }

  private static void context(Rules rules, ObjectNode context) {
    boolean valid = !context.isEmpty() && context.size() <= MOST_CONTEXT_KEYS;
    for (JsonNode value : context) {
      valid &= value.isObject() ? isContext(value) : isContextId(value);
    }
    rules.check(
        valid,
        "context must have 1 to "
            + MOST_CONTEXT_KEYS
            + " keys, each with an id of letters, digits, - and _, or an object of id, type and"
            + " data");
  }

  private static boolean isContext(JsonNode value) {
    boolean valid = isContextId(value.path("id"));
    for (var member : value.properties()) {
      valid &= CONTEXT_FIELDS.contains(member.getKey());
    }
    JsonNode data = value.path("data");
    return valid && (data.isMissingNode() || data.isObject());
  }

  private static boolean isContextId(JsonNode id) {
    return id.isTextual() && CONTEXT_ID.matcher(id.textValue()).matches();
  }
}
