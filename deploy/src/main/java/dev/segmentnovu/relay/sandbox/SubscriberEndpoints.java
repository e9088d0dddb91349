package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Novu's {@code /v2/subscribers}, and the push credentials of {@code /v1/subscribers}. */
final class SubscriberEndpoints {
  private static final Set<String> PUSH_PROVIDERS =
      Set.of("fcm", "apns", "expo", "one-signal", "pushpad", "push-webhook", "pusher-beams");

  private final Subscribers subscribers;

  SubscriberEndpoints(Subscribers subscribers) {
    this.subscribers = subscribers;
  }

  /** POST: creates or updates, and wipes the stored {@code data} where it carries none. */
  Answer upsert(Call call) {
    ObjectNode body = call.body();
    var rules = new Rules().requiredText(body, "subscriberId").profile(body);
    if (!rules.broken().isEmpty()) {
      return Answer.invalid(call, rules.broken());
    }
    String id = body.get("subscriberId").textValue().trim();
    if (call.failIfExists() && subscribers.has(id)) {
      return Answer.error(call, 409, "Subscriber with id: " + id + " already exists");
    }
    subscribers.put(id, body, call.at());
    if (!body.path("data").isObject()) {
      subscribers.wipeData(id);
    }
    return Answer.data(201, subscribers.find(id).orElseThrow());
  }

  /** PATCH: touches only what it carries. */
  Answer patch(Call call) {
    if (!subscribers.has(call.key())) {
      return missing(call);
    }
    var rules = new Rules().profile(call.body());
    return rules.broken().isEmpty()
        ? Answer.data(200, subscribers.put(call.key(), call.body(), call.at()))
        : Answer.invalid(call, rules.broken());
  }

  Answer get(Call call) {
    return subscribers
        .find(call.key())
        .map(found -> Answer.data(200, found))
        .orElseGet(() -> missing(call));
  }

  Answer delete(Call call) {
    return subscribers.remove(call.key())
        ? Answer.data(
            200,
            EventCodec.JSON.createObjectNode().put("acknowledged", true).put("status", "deleted"))
        : missing(call);
  }

  /** PATCH of credentials: appends device tokens. */
  Answer credentials(Call call) {
    ObjectNode body = call.body();
    JsonNode tokens = body.path("credentials").path("deviceTokens");
    var rules =
        new Rules()
            .requiredText(body, "providerId")
            .check(body.path("credentials").isObject(), "credentials must be an object")
            .check(tokens.isArray() || tokens.isMissingNode(), "deviceTokens must be an array");
    if (!rules.broken().isEmpty()) {
      return Answer.invalid(call, rules.broken());
    }
    String provider = body.get("providerId").textValue();
    if (!PUSH_PROVIDERS.contains(provider)) {
      return Answer.error(
          call, 400, "Subscribers environment does not have an integration for " + provider);
    }
    List<String> added = new ArrayList<>();
    tokens.forEach(token -> added.add(token.asText()));
    return subscribers.addTokens(call.key(), provider, added)
        ? Answer.data(200, subscribers.find(call.key()).orElseThrow())
        : Answer.error(call, 400, "SubscriberId: " + call.key() + " not found");
  }

  private static Answer missing(Call call) {
    return Answer.error(call, 404, "Subscriber: " + call.key() + " was not found");
  }
}
