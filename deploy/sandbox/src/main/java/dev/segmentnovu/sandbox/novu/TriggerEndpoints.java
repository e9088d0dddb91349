package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.environment.NovuEnvironment;
import dev.segmentnovu.sandbox.environment.PayloadSchema;
import dev.segmentnovu.sandbox.http.Call;
import dev.segmentnovu.sandbox.http.SandboxResponse;
import dev.segmentnovu.sandbox.javascript.Json;
import dev.segmentnovu.sandbox.received.Reach;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Novu's {@code /v1/events/trigger}. {@code processed} means queued: Novu also responds with it to
 * a trigger that can reach nobody.
 */
final class TriggerEndpoints {
  private static final int MOST_EVENTS = 100;

  private final NovuEnvironment environment;
  private final TriggerRules triggerRules;
  private final Recipients recipients;
  private final Contexts contexts;
  private final Messages messages;

  TriggerEndpoints(
      NovuEnvironment environment, Recipients recipients, Contexts contexts, Messages messages) {
    this.environment = environment;
    this.triggerRules = new TriggerRules(environment.version());
    this.recipients = recipients;
    this.contexts = contexts;
    this.messages = messages;
  }

  /** The outcome of a trigger whose body follows the rules. */
  private sealed interface Outcome permits Accepted, Rejected {
    /** Calls the function for this outcome. */
    <T> T match(Function<Accepted, T> accepted, Function<Rejected, T> rejected);
  }

  /**
   * A trigger that gets 201.
   *
   * @param result Novu's response
   */
  private record Accepted(ObjectNode result, Reach reach) implements Outcome {
    @Override
    public <T> T match(Function<Accepted, T> accepted, Function<Rejected, T> rejected) {
      return accepted.apply(this);
    }
  }

  /**
   * A trigger that fails, alone or as an item of a batch.
   *
   * @param details for a single trigger, or null
   */
  private record Rejected(int status, String message, @Nullable ObjectNode details)
      implements Outcome {
    @Override
    public <T> T match(Function<Accepted, T> accepted, Function<Rejected, T> rejected) {
      return rejected.apply(this);
    }
  }

  SandboxResponse trigger(Call call) {
    var rules = new Rules();
    triggerRules.check(rules, call.body());
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    return outcome(call, call.body())
        .match(
            accepted ->
                SandboxResponse.data(201, accepted.result()).reaching(List.of(accepted.reach())),
            rejected -> error(call, rejected));
  }

  private static SandboxResponse error(Call call, Rejected rejected) {
    ObjectNode details = rejected.details();
    return details == null
        ? SandboxResponse.error(call, rejected.status(), rejected.message())
        : SandboxResponse.error(call, rejected.status(), rejected.message(), details);
  }

  /**
   * POST of several: a failed item does not stop the others; an invalid item makes Novu reject all
   * of them.
   */
  SandboxResponse batch(Call call) {
    JsonNode events = call.body().path("events");
    var rules =
        new Rules()
            .check(events.isArray() && !events.isEmpty(), "events should not be empty")
            .check(
                events.size() <= MOST_EVENTS,
                "events must contain no more than " + MOST_EVENTS + " elements");
    for (JsonNode event : events) {
      if (event instanceof ObjectNode object) {
        triggerRules.checkItem(rules, object);
      } else {
        rules.check(false, "each value in events must be an object");
      }
    }
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    ArrayNode data = EventCodec.JSON.createArrayNode();
    List<Reach> reaches = new ArrayList<>();
    for (JsonNode event : events) {
      Outcome outcome =
          event.hasNonNull("payload")
              ? outcome(call, event)
              : new Rejected(422, "payload should not be null or undefined", null);
      data.add(outcome.match(Accepted::result, rejected -> failed(event, rejected)));
      reaches.add(outcome.match(Accepted::reach, rejected -> Reach.NONE));
    }
    return SandboxResponse.data(201, data).reaching(reaches);
  }

  /** DELETE: cancels a delayed workflow. */
  SandboxResponse cancel(Call call) {
    return SandboxResponse.data(200, BooleanNode.valueOf(messages.cancel(call.key())));
  }

  /** In Novu's order: workflow, payload, tenant, whether it is active, attachments, recipients. */
  private Outcome outcome(Call call, JsonNode event) {
    String workflow = event.get("name").textValue();
    if (!environment.knows(workflow)) {
      return new Rejected(422, "workflow_not_found", null);
    }
    ObjectNode payload =
        event.path("payload") instanceof ObjectNode given
            ? given
            : EventCodec.JSON.createObjectNode();
    PayloadSchema schema = environment.schemas().get(workflow);
    ArrayNode errors = schema == null ? EventCodec.JSON.createArrayNode() : schema.errors(payload);
    if (schema != null && !errors.isEmpty()) {
      return badPayload(schema, errors);
    }
    if (event.hasNonNull("tenant") && !environment.tenants().contains(tenant(event))) {
      return accepted(event, "no_tenant_found", Reach.NONE);
    }
    if (environment.inactive().contains(workflow)) {
      return accepted(event, "trigger_not_active", Reach.NONE);
    }
    if (payload.path("attachments") instanceof ArrayNode attachments && !haveFiles(attachments)) {
      return new Rejected(400, "Each of payload.attachments must have the content of a file", null);
    }
    JsonNode to = event.path("to");
    JsonNode valid = environment.validIdsOnly() ? Recipients.withValidIds(to) : to;
    return valid == null
        ? accepted(event, "invalid_recipients", Reach.NONE)
        : queue(call, event, payload, valid);
  }

  private Accepted queue(Call call, JsonNode event, ObjectNode payload, JsonNode to) {
    contexts.store(event.path("context"));
    Recipients.Found found = recipients.find(to, call.at());
    JsonNode actor = event.path("actor");
    if (actor.isTextual() || actor.isObject()) {
      recipients.find(actor, call.at()); // Novu stores an actor, and sends nothing to it
    }
    Accepted accepted = accepted(event, "processed", found.reach());
    if (!found.ids().isEmpty()) {
      String workflow = event.get("name").textValue();
      messages.accept(
          new Messages.Trigger(
              workflow,
              accepted.result().get("transactionId").textValue(),
              found.ids(),
              Json.stored(withoutFiles(payload)),
              environment.delayed().getOrDefault(workflow, Duration.ZERO)));
    }
    return accepted;
  }

  private static Accepted accepted(JsonNode event, String status, Reach reach) {
    String given = event.path("transactionId").asText("");
    ObjectNode result =
        EventCodec.JSON
            .createObjectNode()
            .put("acknowledged", true)
            .put("status", status)
            .put("transactionId", given.isEmpty() ? "txn_" + UUID.randomUUID() : given);
    return new Accepted(result, reach);
  }

  private static String tenant(JsonNode event) {
    JsonNode tenant = event.get("tenant");
    return tenant.isTextual() ? tenant.textValue() : tenant.path("identifier").asText();
  }

  private static boolean haveFiles(ArrayNode attachments) {
    for (JsonNode attachment : attachments) {
      if (!attachment.path("file").isTextual()) {
        return false;
      }
    }
    return true;
  }

  /** Novu uploads the files of attachments, and keeps their other fields. */
  private static ObjectNode withoutFiles(ObjectNode payload) {
    if (!payload.path("attachments").isArray()) {
      return payload;
    }
    ObjectNode kept = payload.deepCopy();
    for (JsonNode attachment : kept.path("attachments")) {
      ((ObjectNode) attachment).remove("file");
    }
    return kept;
  }

  private static Rejected badPayload(PayloadSchema schema, ArrayNode errors) {
    ObjectNode details = EventCodec.JSON.createObjectNode();
    details.set("errors", errors);
    details.set("schema", schema.schema());
    details.put("type", "PAYLOAD_VALIDATION_ERROR");
    return new Rejected(400, summary(errors), details);
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

  private static ObjectNode failed(JsonNode event, Rejected rejected) {
    ObjectNode item = EventCodec.JSON.createObjectNode();
    item.put("acknowledged", true);
    item.put("status", "error");
    item.putArray("error").add(rejected.message());
    if (event.path("transactionId").isTextual()) {
      item.put("transactionId", event.get("transactionId").textValue());
    }
    return item;
  }
}
