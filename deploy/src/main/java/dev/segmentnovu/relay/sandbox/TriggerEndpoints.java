package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Novu's {@code /v1/events/trigger}. {@code processed} means queued: a trigger that can reach
 * nobody is answered with it all the same.
 */
final class TriggerEndpoints {
  private static final int MOST_EVENTS = 100;

  private final NovuEnvironment environment;
  private final Subscribers subscribers;
  private final TopicEndpoints topics;
  private final Messages messages;

  TriggerEndpoints(
      NovuEnvironment environment,
      Subscribers subscribers,
      TopicEndpoints topics,
      Messages messages) {
    this.environment = environment;
    this.subscribers = subscribers;
    this.topics = topics;
    this.messages = messages;
  }

  Answer trigger(Call call) {
    ObjectNode event = call.body();
    var rules = TriggerRules.of(event);
    if (!rules.broken().isEmpty()) {
      return Answer.invalid(call, rules.broken());
    }
    String workflow = event.get("name").textValue();
    if (!environment.knows(workflow)) {
      return Answer.error(call, 422, "workflow_not_found");
    }
    ArrayNode errors = payloadErrors(event);
    return errors.isEmpty()
        ? Answer.data(201, run(call, event))
        : badPayload(call, workflow, errors);
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
        TriggerRules.check(rules, object);
        rules.check(object.path("payload").isObject(), "payload must be an object");
      } else {
        rules.check(false, "each value in events must be an object");
      }
    }
    if (!rules.broken().isEmpty()) {
      return Answer.invalid(call, rules.broken());
    }
    ArrayNode data = EventCodec.JSON.createArrayNode();
    events.forEach(event -> data.add(item(call, event)));
    return Answer.data(201, data);
  }

  /** DELETE: cancels what its workflow delays. */
  Answer cancel(Call call) {
    return Answer.data(200, BooleanNode.valueOf(messages.cancel(call.key())));
  }

  private ObjectNode item(Call call, JsonNode event) {
    if (!environment.knows(event.get("name").textValue())) {
      return failed(event, "workflow_not_found");
    }
    ArrayNode errors = payloadErrors(event);
    return errors.isEmpty() ? run(call, event) : failed(event, summary(errors));
  }

  private ObjectNode run(Call call, JsonNode event) {
    String workflow = event.get("name").textValue();
    String given = event.path("transactionId").asText("");
    String transactionId = given.isEmpty() ? "txn_" + UUID.randomUUID() : given;
    String status = "processed";
    if (environment.inactive().contains(workflow)) {
      status = "trigger_not_active";
    } else if (event.hasNonNull("tenant") && !environment.tenants().contains(tenant(event))) {
      status = "no_tenant_found";
    } else {
      queue(call, event, workflow, transactionId);
    }
    return EventCodec.JSON
        .createObjectNode()
        .put("acknowledged", true)
        .put("status", status)
        .put("transactionId", transactionId);
  }

  private static String tenant(JsonNode event) {
    JsonNode tenant = event.get("tenant");
    return tenant.isTextual() ? tenant.textValue() : tenant.path("identifier").asText();
  }

  private void queue(Call call, JsonNode event, String workflow, String transactionId) {
    Set<String> reached = new LinkedHashSet<>(); // whoever is named twice is reached once
    reach(call, event.get("to"), reached);
    JsonNode actor = event.path("actor");
    if (actor.isTextual() || actor.isObject()) {
      reach(call, actor, new LinkedHashSet<>()); // an actor is stored, and gets nothing
    }
    if (!reached.isEmpty()) {
      JsonNode payload = event.path("payload");
      messages.accept(
          new Messages.Trigger(
              workflow,
              transactionId,
              reached,
              payload.isObject() ? payload : EventCodec.JSON.createObjectNode(),
              environment.delayed().getOrDefault(workflow, Duration.ZERO)));
    }
  }

  private void reach(Call call, JsonNode to, Set<String> reached) {
    if (to.isArray()) {
      to.forEach(each -> reach(call, each, reached));
    } else if (to.path("type").asText().equals("Topic")) {
      reached.addAll(topics.members(to.path("topicKey").asText()));
    } else {
      JsonNode id = to.isObject() ? to.path("subscriberId") : to;
      String trimmed = id.isTextual() ? id.textValue().trim() : "";
      if (!trimmed.isEmpty()) {
        subscribers.touch(trimmed, to, call.at());
        reached.add(trimmed);
      }
    }
  }

  private ArrayNode payloadErrors(JsonNode event) {
    PayloadSchema schema = environment.schemas().get(event.get("name").textValue());
    JsonNode payload = event.path("payload");
    return schema == null
        ? EventCodec.JSON.createArrayNode()
        : schema.errors(payload.isObject() ? payload : EventCodec.JSON.createObjectNode());
  }

  private Answer badPayload(Call call, String workflow, ArrayNode errors) {
    ObjectNode details = EventCodec.JSON.createObjectNode();
    details.set("errors", errors);
    PayloadSchema schema = environment.schemas().get(workflow);
    details.set("schema", schema == null ? null : schema.schema());
    details.put("type", "PAYLOAD_VALIDATION_ERROR");
    return Answer.error(call, 400, summary(errors), details);
  }

  private static String summary(ArrayNode errors) {
    StringBuilder summary = new StringBuilder("Payload validation failed");
    String separator = ": ";
    for (JsonNode error : errors) {
      summary.append(separator).append(error.path("field").asText());
      summary.append(": ").append(error.path("message").asText());
      separator = "; ";
    }
    return summary.toString();
  }

  private static ObjectNode failed(JsonNode event, String error) {
    ObjectNode item = EventCodec.JSON.createObjectNode();
    item.put("acknowledged", true);
    item.put("status", "error");
    item.putArray("error").add(error);
    if (event.path("transactionId").isTextual()) {
      item.put("transactionId", event.get("transactionId").textValue());
    }
    return item;
  }
}
