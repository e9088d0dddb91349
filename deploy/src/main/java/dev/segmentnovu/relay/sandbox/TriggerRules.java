package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What Novu's validator demands of a trigger, alone or in a bulk call. */
final class TriggerRules {
  private static final int MOST_CONTEXT_KEYS = 5;

  private TriggerRules() {}

  static Rules of(ObjectNode event) {
    var rules = new Rules();
    check(rules, event);
    return rules;
  }

  static void check(Rules rules, ObjectNode event) {
    JsonNode to = event.path("to");
    rules
        .requiredText(event, "name")
        .check(
            to.isTextual() || to.isObject() || to.isArray(),
            "to must be a subscriber id, an object or an array of them")
        .optionalObject(event, "payload")
        .optionalObject(event, "overrides")
        .optionalText(event, "transactionId")
        .optionalTextOrObject(event, "actor")
        .optionalTextOrObject(event, "tenant")
        .optionalObject(event, "context");
    context(rules, event.path("context"));
    for (JsonNode recipient : to.isArray() ? to : List.of(to)) {
      if (recipient instanceof ObjectNode profile) {
        rules.profile(profile);
      }
    }
  }

  private static void context(Rules rules, JsonNode context) {
    if (context.isObject()) {
      rules.check(
          !context.isEmpty() && context.size() <= MOST_CONTEXT_KEYS,
          "context must have 1 to " + MOST_CONTEXT_KEYS + " keys");
      context.forEach(
          value ->
              rules.check(
                  value.isTextual() || value.isObject(),
                  "each value in context must be a string or an object"));
    }
  }
}
