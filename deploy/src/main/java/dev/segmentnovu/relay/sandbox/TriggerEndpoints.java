package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.util.List;
import java.util.UUID;

/**
 * Novu's {@code /v1/events/trigger}. {@code processed} means queued: a trigger that can reach
 * nobody is answered with it all the same.
 */
final class TriggerEndpoints {
  private static final int MOST_EVENTS = 100;
  private static final int MOST_CONTEXT_KEYS = 5;

  private final SandboxOptions options;
  private final Subscribers subscribers;

  TriggerEndpoints(SandboxOptions options, Subscribers subscribers) {
    this.options = options;
    this.subscribers = subscribers;
  }

  Answer trigger(Call call) {
    var rules = new Rules();
    checkEvent(rules, call.body());
    if (!rules.broken().isEmpty()) {
      return Answer.invalid(call, rules.broken());
    }
    String workflow = call.body().get("name").textValue();
    return options.knows(workflow)
        ? Answer.data(201, run(call, call.body()))
        : Answer.error(call, 422, "workflow_not_found");
  }

  /** POST of many: a failed item does not hold up the others, an invalid one refuses them all. */
  Answer bulk(Call call) {
    JsonNode events = call.body().path("events");
    var rules =
        new Rules()
            .check(events.isArray() && !events.isEmpty(), "events should not be empty")
            .check(
                events.size() <= MOST_EVENTS,
                "events must contain no more than " + MOST_EVENTS + " elements");
    for (JsonNode event : events) {
      if (event instanceof ObjectNode object) {
        checkEvent(rules, object);
        rules.check(object.path("payload").isObject(), "payload must be an object");
      } else {
        rules.check(false, "each value in events must be an object");
      }
    }
    if (!rules.broken().isEmpty()) {
      return Answer.invalid(call, rules.broken());
    }
    ArrayNode data = EventCodec.JSON.createArrayNode();
    for (JsonNode event : events) {
      data.add(
          options.knows(event.get("name").textValue()) ? run(call, event) : unknownWorkflow(event));
    }
    return Answer.data(201, data);
  }

  /** DELETE: cancels what is delayed. Nothing is ever delayed here, so there is nothing to do. */
  Answer cancel(Call call) {
    return Answer.data(200, BooleanNode.FALSE);
  }

  private ObjectNode run(Call call, JsonNode event) {
    String workflow = event.get("name").textValue();
    String status = "processed";
    if (options.inactive().contains(workflow)) {
      status = "trigger_not_active";
    } else if (event.hasNonNull("tenant")) {
      status = "no_tenant_found"; // the sandbox has no tenants
    } else {
      reach(call, event.get("to"));
    }
    String transactionId = event.path("transactionId").asText("");
    return EventCodec.JSON
        .createObjectNode()
        .put("acknowledged", true)
        .put("status", status)
        .put("transactionId", transactionId.isEmpty() ? "txn_" + UUID.randomUUID() : transactionId);
  }

  private void reach(Call call, JsonNode to) {
    if (to.isArray()) {
      to.forEach(each -> reach(call, each));
    } else if (to.isTextual() && !to.textValue().isBlank()) {
      subscribers.put(to.textValue().trim(), EventCodec.JSON.createObjectNode(), call.at());
    } else if (to instanceof ObjectNode profile && to.path("subscriberId").isTextual()) {
      subscribers.put(to.get("subscriberId").textValue().trim(), profile, call.at());
    }
  }

  private static void checkEvent(Rules rules, ObjectNode event) {
    JsonNode context = event.path("context");
    JsonNode to = event.path("to");
    rules
        .requiredText(event, "name")
        .check(
            to.isTextual() || to.isObject() || to.isArray(),
            "to must be a subscriber id, an object or an array of them")
        .optionalObject(event, "payload")
        .optionalObject(event, "overrides")
        .optionalText(event, "transactionId")
        .check(
            context.isMissingNode()
                || (context.isObject()
                    && !context.isEmpty()
                    && context.size() <= MOST_CONTEXT_KEYS),
            "context must have 1 to " + MOST_CONTEXT_KEYS + " keys");
    for (JsonNode recipient : to.isArray() ? to : List.of(to)) {
      if (recipient instanceof ObjectNode profile) {
        rules.profile(profile);
      }
    }
  }

  private static ObjectNode unknownWorkflow(JsonNode event) {
    ObjectNode item = EventCodec.JSON.createObjectNode();
    item.put("acknowledged", true);
    item.put("status", "error");
    item.putArray("error").add("workflow_not_found");
    if (event.path("transactionId").isTextual()) {
      item.put("transactionId", event.get("transactionId").textValue());
    }
    return item;
  }
}
