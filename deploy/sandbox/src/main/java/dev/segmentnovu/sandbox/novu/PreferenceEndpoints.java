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
 * Novu's {@code /v2/subscribers/{id}/preferences}: stores preferences and shows them. They do not
 * change whom the sandbox reaches.
 */
final class PreferenceEndpoints {
  private static final int MOST_PREFERENCES = 100;
  private static final int LIMIT = 10_000;
  private static final String GLOBAL = "";

  private final Subscribers subscribers;
  private final Map<String, Map<String, ObjectNode>> channels = new LinkedHashMap<>();

  PreferenceEndpoints(Subscribers subscribers) {
    this.subscribers = subscribers;
  }

  /** GET of a subscriber's preferences. */
  SandboxResponse get(Call call) {
    return subscribers.has(call.key()) ? SandboxResponse.data(200, all(call.key())) : missing(call);
  }

  /** PATCH of one preference, for a workflow or for all. */
  SandboxResponse patch(Call call) {
    var rules = new Rules();
    check(rules, call.body());
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    if (!subscribers.has(call.key())) {
      return missing(call);
    }
    store(call.key(), call.body());
    return SandboxResponse.data(200, all(call.key()));
  }

  /** PATCH of several preferences, each for a workflow. */
  SandboxResponse batch(Call call) {
    JsonNode list = call.body().path("preferences");
    var rules =
        new Rules()
            .check(list.isArray() && !list.isEmpty(), "preferences should not be empty")
            .check(
                list.size() <= MOST_PREFERENCES,
                "preferences must contain no more than " + MOST_PREFERENCES + " elements");
    for (JsonNode each : list) {
      if (each instanceof ObjectNode preference) {
        check(rules.requiredText(preference, "workflowId"), preference);
      } else {
        rules.check(false, "each value in preferences must be an object");
      }
    }
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    if (!subscribers.has(call.key())) {
      return missing(call);
    }
    list.forEach(each -> store(call.key(), each));
    return SandboxResponse.data(200, all(call.key()).get("workflows"));
  }

  /** Drops the preferences of a deleted subscriber. */
  void forget(String id) {
    channels.remove(id);
  }

  private static void check(Rules rules, ObjectNode preference) {
    rules.optionalObject(preference, "channels").optionalText(preference, "workflowId");
  }

  private void store(String id, JsonNode preference) {
    channels
        .computeIfAbsent(id, created -> new LinkedHashMap<>())
        .computeIfAbsent(
            preference.path("workflowId").asText(GLOBAL),
            created -> EventCodec.JSON.createObjectNode())
        .setAll(
            preference.path("channels") instanceof ObjectNode set
                ? set
                : EventCodec.JSON.createObjectNode());
    if (channels.size() > LIMIT) {
      channels.remove(channels.keySet().iterator().next());
    }
  }

  private ObjectNode all(String id) {
    ObjectNode all = EventCodec.JSON.createObjectNode();
    ObjectNode global = all.putObject("global").put("enabled", true);
    global.putObject("channels");
    ArrayNode workflows = all.putArray("workflows");
    channels
        .getOrDefault(id, Map.of())
        .forEach(
            (workflow, set) -> {
              if (workflow.equals(GLOBAL)) {
                global.set("channels", set.deepCopy());
              } else {
                ObjectNode own = workflows.addObject().put("enabled", true);
                own.set("channels", set.deepCopy());
                own.putObject("workflow").put("identifier", workflow);
              }
            });
    return all;
  }

  private static SandboxResponse missing(Call call) {
    return SandboxResponse.error(call, 404, "Subscriber with id: " + call.key() + " is not found");
  }
}
