package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.http.Call;
import dev.segmentnovu.sandbox.http.SandboxResponse;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Novu's {@code /v2/topics}, and their subscriptions. */
final class TopicEndpoints {
  private static final Pattern KEY = Pattern.compile("^[a-zA-Z0-9_:.-]+$|^\\S+@\\S+\\.\\S+$");
  private static final int LONGEST_KEY = 100;
  private static final int MOST_SUBSCRIPTIONS = 100;
  private static final int LIMIT = 10_000;

  private final Subscribers subscribers;
  private final Map<String, Topic> topics = new LinkedHashMap<>();

  TopicEndpoints(Subscribers subscribers) {
    this.subscribers = subscribers;
  }

  private static final class Topic {
    private final Set<String> members = new LinkedHashSet<>();
    private String name = "";
  }

  /** POST: creates or renames. */
  SandboxResponse upsert(Call call) {
    var rules = new Rules().requiredText(call.body(), "key").optionalText(call.body(), "name");
    rules.check(
        call.body().path("key").asText().length() <= LONGEST_KEY,
        "key must be longer than or equal to 1 and shorter than or equal to "
            + LONGEST_KEY
            + " characters");
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    String key = call.body().get("key").textValue();
    if (!allowed(key)) {
      return badKey(call, key);
    }
    Topic topic = topic(key);
    topic.name = call.body().path("name").asText(topic.name);
    return SandboxResponse.data(
        201,
        EventCodec.JSON
            .createObjectNode()
            .put("_id", Subscribers.objectId(key))
            .put("key", key)
            .put("name", topic.name));
  }

  /**
   * POST of subscriptions: creates the topic, whose key may have any length; creates no subscriber.
   */
  SandboxResponse subscribe(Call call) {
    List<String> broken = brokenSubscriptions(call.body());
    if (!broken.isEmpty()) {
      return SandboxResponse.invalid(call, broken);
    }
    if (!allowed(call.key())) {
      return badKey(call, call.key());
    }
    Topic topic = topic(call.key());
    Predicate<String> subscribe =
        id -> {
          boolean known = subscribers.has(id);
          if (known) {
            topic.members.add(id);
          }
          return known;
        };
    return each(call, 201, subscribe);
  }

  /** DELETE of subscriptions. */
  SandboxResponse unsubscribe(Call call) {
    List<String> broken = brokenSubscriptions(call.body());
    if (!broken.isEmpty()) {
      return SandboxResponse.invalid(call, broken);
    }
    Topic topic = topics.get(call.key());
    return topic == null
        ? SandboxResponse.error(call, 404, "Topic with key " + call.key() + " not found")
        : each(call, 200, topic.members::remove);
  }

  /** The subscribers of {@code key}; none if the topic does not exist. */
  Set<String> members(String key) {
    Topic topic = topics.get(key);
    return topic == null ? Set.of() : Set.copyOf(topic.members);
  }

  /** Drops the subscriptions of a deleted subscriber. */
  void forget(String id) {
    topics.values().forEach(topic -> topic.members.remove(id));
  }

  private SandboxResponse each(Call call, int status, Predicate<String> step) {
    ObjectNode body = EventCodec.JSON.createObjectNode();
    ArrayNode data = body.putArray("data");
    ObjectNode meta = body.putObject("meta");
    ArrayNode errors = EventCodec.JSON.createArrayNode();
    for (JsonNode subscription : call.body().get("subscriptions")) {
      String id = subscription.get("subscriberId").textValue();
      if (step.test(id)) {
        ObjectNode done = data.addObject();
        done.put("_id", Subscribers.objectId(call.key() + id));
        done.putObject("topic").put("key", call.key());
        done.putObject("subscriber").put("subscriberId", id);
      } else {
        boolean known = subscribers.has(id);
        errors
            .addObject()
            .put("subscriberId", id)
            .put("code", known ? "SUBSCRIPTION_NOT_FOUND" : "SUBSCRIBER_NOT_FOUND")
            .put(
                "message",
                known
                    ? "Subscription for subscriber '" + id + "' not found."
                    : "Subscriber with ID '" + id + "' could not be found.");
      }
    }
    meta.put("totalCount", data.size() + errors.size());
    meta.put("successful", data.size());
    meta.put("failed", errors.size());
    if (!errors.isEmpty()) {
      body.set("errors", errors);
    }
    if (!data.isEmpty()) {
      return new SandboxResponse(status, Map.of(), body);
    }
    ObjectNode failure =
        SandboxResponse.errorBody(call, 400, "None of the subscriptions succeeded");
    failure.setAll(body);
    return new SandboxResponse(400, Map.of(), failure);
  }

  private static List<String> brokenSubscriptions(ObjectNode body) {
    JsonNode list = body.path("subscriptions");
    var rules =
        new Rules()
            .check(list.isArray() && !list.isEmpty(), "subscriptions should not be empty")
            .check(list.size() <= MOST_SUBSCRIPTIONS, "Cannot subscribe more than 100 at once");
    for (JsonNode each : list) {
      rules.check(
          each.path("subscriberId").isTextual(),
          "each value in subscriptions must be an object with a subscriberId");
    }
    return rules.broken();
  }

  private Topic topic(String key) {
    Topic topic = topics.computeIfAbsent(key, created -> new Topic());
    if (topics.size() > LIMIT) {
      topics.remove(topics.keySet().iterator().next());
    }
    return topic;
  }

  private static boolean allowed(String key) {
    return KEY.matcher(key).matches();
  }

  private static SandboxResponse badKey(Call call, String key) {
    return SandboxResponse.error(
        call,
        400,
        "Invalid topic key: \""
            + key
            + "\". Topic keys must contain only alphanumeric characters (a-z, A-Z, 0-9), hyphens"
            + " (-), underscores (_), colons (:), or be a valid email address.");
  }
}
