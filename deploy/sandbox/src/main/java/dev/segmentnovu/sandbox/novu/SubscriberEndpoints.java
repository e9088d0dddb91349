package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.environment.NovuEnvironment;
import dev.segmentnovu.sandbox.http.Call;
import dev.segmentnovu.sandbox.http.SandboxResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Novu's {@code /v2/subscribers}, and the push credentials of {@code /v1/subscribers}. */
final class SubscriberEndpoints {
  private static final int MOST_SUBSCRIBERS = 500;

  private final NovuEnvironment environment;
  private final Subscribers subscribers;
  private final Consumer<String> forget;

  /**
   * The endpoints.
   *
   * @param forget drops everything else about a deleted subscriber
   */
  SubscriberEndpoints(
      NovuEnvironment environment, Subscribers subscribers, Consumer<String> forget) {
    this.environment = environment;
    this.subscribers = subscribers;
    this.forget = forget;
  }

  /**
   * POST: creates or updates, and erases the stored {@code data} if the body has none. It trims the
   * id, which no other endpoint does.
   */
  SandboxResponse upsert(Call call) {
    ObjectNode body = call.body();
    var rules = new Rules().requiredText(body, "subscriberId").profile(body);
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    String id = body.get("subscriberId").textValue().trim();
    if ("true".equals(call.query().get("failIfExists")) && subscribers.has(id)) {
      return SandboxResponse.error(call, 409, "Subscriber with id: " + id + " already exists");
    }
    subscribers.put(id, body, call.at());
    if (!body.path("data").isObject()) {
      subscribers.wipeData(id);
    }
    return SandboxResponse.data(201, subscribers.find(id).orElseThrow());
  }

  /** PATCH: changes only the fields in its body. */
  SandboxResponse patch(Call call) {
    var rules = new Rules().profile(call.body());
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    if (!subscribers.has(call.key())) {
      return SandboxResponse.error(call, 404, "Subscriber " + call.key() + " was not found");
    }
    if (environment.validIdsOnly() && !Recipients.isValidId(call.key())) {
      String message = "Invalid subscriberId: " + call.key();
      String rule = ", only alphanumeric characters, -, _, and . or valid email addresses";
      return SandboxResponse.error(call, 400, message + rule + " are allowed");
    }
    return SandboxResponse.data(200, subscribers.put(call.key(), call.body(), call.at()));
  }

  SandboxResponse get(Call call) {
    return subscribers
        .find(call.key())
        .map(found -> SandboxResponse.data(200, found))
        .orElseGet(
            () -> SandboxResponse.error(call, 404, "Subscriber: " + call.key() + " was not found"));
  }

  SandboxResponse delete(Call call) {
    ObjectNode details = EventCodec.JSON.createObjectNode();
    if (!subscribers.remove(call.key())) {
      details.put("externalSubscriberId", call.key());
      return SandboxResponse.error(call, 404, "Subscriber was not found", details);
    }
    forget.accept(call.key());
    return SandboxResponse.data(200, details.put("acknowledged", true).put("status", "deleted"));
  }

  /**
   * POST of several: sets only the given fields, in order. One invalid item makes Novu reject all
   * of them, so no item ever gets {@code failed} here.
   */
  SandboxResponse batch(Call call) {
    JsonNode list = call.body().path("subscribers");
    var rules =
        new Rules()
            .check(list.isArray() && !list.isEmpty(), "subscribers should not be empty")
            .check(
                list.size() <= MOST_SUBSCRIBERS,
                "subscribers must contain no more than " + MOST_SUBSCRIBERS + " elements");
    for (JsonNode each : list) {
      if (each instanceof ObjectNode subscriber) {
        rules.requiredText(subscriber, "subscriberId").profile(subscriber);
      } else {
        rules.check(false, "each value in subscribers must be an object");
      }
    }
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    ObjectNode data = EventCodec.JSON.createObjectNode();
    ArrayNode created = data.putArray("created");
    ArrayNode updated = data.putArray("updated");
    data.putArray("failed");
    for (JsonNode each : list) {
      String id = each.get("subscriberId").textValue();
      (subscribers.has(id) ? updated : created).addObject().put("subscriberId", id);
      subscribers.touch(id, each, call.at());
    }
    return SandboxResponse.data(201, data);
  }

  /** PATCH of credentials: appends device tokens. */
  SandboxResponse credentials(Call call) {
    ObjectNode body = call.body();
    JsonNode tokens = body.path("credentials").path("deviceTokens");
    var rules =
        new Rules()
            .requiredText(body, "providerId")
            .check(body.path("credentials").isObject(), "credentials must be an object")
            .check(tokens.isArray() || tokens.isMissingNode(), "deviceTokens must be an array");
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    if (!subscribers.has(call.key())) {
      return SandboxResponse.error(call, 400, "SubscriberId: " + call.key() + " not found");
    }
    String provider = body.get("providerId").textValue();
    if (!environment.integrations().contains(provider)) {
      String where = "Subscribers environment (" + Subscribers.objectId("environment") + ")";
      return SandboxResponse.error(
          call, 400, where + " do not have active " + provider + " integration.");
    }
    List<String> added = new ArrayList<>();
    tokens.forEach(token -> added.add(token.asText()));
    subscribers.addTokens(call.key(), provider, added);
    return SandboxResponse.data(200, subscribers.find(call.key()).orElseThrow());
  }
}
