package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request to Novu. Some requests need more than one call. */
public sealed interface NovuRequest {

  /** Handles every case: one function for each. */
  <R> R match(
      Function<UpsertSubscriber, R> upsert,
      Function<Trigger, R> trigger,
      Function<SubscribeToTopic, R> subscribe,
      Function<AddDeviceToken, R> addDeviceToken,
      Function<DeleteSubscriber, R> delete);

  /**
   * Create the subscriber, or change the given fields and leave the others unchanged.
   *
   * @param fields the fields of the subscriber that the event names; a JSON null erases; may be
   *     empty
   * @param customTraits the traits that Novu has no field for; if empty, the subscriber's {@code
   *     data} stays unchanged
   * @param replace whether {@code customTraits} replace the subscriber's {@code data}; else they
   *     are merged into it
   */
  record UpsertSubscriber(
      String subscriberId, ObjectNode fields, ObjectNode customTraits, boolean replace)
      implements NovuRequest {
    @Override
    public <R> R match(
        Function<UpsertSubscriber, R> upsert,
        Function<Trigger, R> trigger,
        Function<SubscribeToTopic, R> subscribe,
        Function<AddDeviceToken, R> addDeviceToken,
        Function<DeleteSubscriber, R> delete) {
      return upsert.apply(this);
    }
  }

  /**
   * Trigger a workflow.
   *
   * @param workflow its identifier at Novu
   * @param to the recipients in the form of Novu's API: an id, an object, or an array of them
   * @param payload the data that the templates can use
   * @param overrides of providers and channels; null for none
   * @param actor the subscriber who caused the event, an id or an object; null for none
   * @param tenant an identifier or an object; null for none
   * @param context an object of 1 to 5 members; null for none
   * @param transactionId stable for each event: Novu drops a trigger whose id it has processed
   */
  record Trigger(
      String workflow,
      JsonNode to,
      ObjectNode payload,
      @Nullable ObjectNode overrides,
      @Nullable JsonNode actor,
      @Nullable JsonNode tenant,
      @Nullable ObjectNode context,
      String transactionId)
      implements NovuRequest {

    @Override
    public <R> R match(
        Function<UpsertSubscriber, R> upsert,
        Function<Trigger, R> trigger,
        Function<SubscribeToTopic, R> subscribe,
        Function<AddDeviceToken, R> addDeviceToken,
        Function<DeleteSubscriber, R> delete) {
      return trigger.apply(this);
    }

    /**
     * The trigger that was sent with this body. Sent again, it has the same bytes.
     *
     * @throws IllegalArgumentException if the body is not that of a trigger
     */
    public static Trigger ofBody(String body) {
      try {
        return of(EventCodec.JSON.readTree(body));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("The body of a trigger is not JSON", e);
      }
    }

    /**
     * The same for a body that is read already.
     *
     * @throws IllegalArgumentException if the body is not that of a trigger
     */
    public static Trigger of(JsonNode json) {
      JsonNode to = json.get("to");
      if (to != null
          && json.get("payload") instanceof ObjectNode payload
          && json.path("name").isTextual()
          && json.path("transactionId").isTextual()) {
        return new Trigger(
            json.path("name").textValue(),
            to,
            payload,
            json.get("overrides") instanceof ObjectNode overrides ? overrides : null,
            json.get("actor"),
            json.get("tenant"),
            json.get("context") instanceof ObjectNode context ? context : null,
            json.path("transactionId").textValue());
      }
      throw new IllegalArgumentException("The body is not that of a trigger");
    }

    /**
     * The subscribers whose profiles it writes: Novu copies the fields of a recipient or an actor
     * that is an object into its profile.
     */
    public Set<String> profiles() {
      if (isBare(to) && (actor == null || isBare(actor))) {
        return Set.of();
      }
      Set<String> ids = new HashSet<>();
      for (JsonNode each : to.isArray() ? to : List.of(to)) {
        addProfile(each, ids);
      }
      if (actor != null) {
        addProfile(actor, ids);
      }
      return ids;
    }

    private static void addProfile(JsonNode person, Set<String> ids) {
      if (!isBare(person) && person.path("subscriberId").isTextual()) {
        ids.add(person.path("subscriberId").textValue());
      }
    }

    /** An id without other fields: almost all triggers name their recipient so. */
    private static boolean isBare(JsonNode person) {
      return person.isTextual() || (person.size() == 1 && person.has("subscriberId"));
    }

    /** A trigger for one subscriber, with a payload and without options. */
    public static Trigger of(
        String subscriberId, String workflow, ObjectNode payload, String transactionId) {
      ObjectNode to = EventCodec.JSON.createObjectNode().put("subscriberId", subscriberId);
      return new Trigger(workflow, to, payload, null, null, null, null, transactionId);
    }
  }

  /** Put the subscriber into a topic; both are created if they are missing. */
  record SubscribeToTopic(String subscriberId, String topicKey) implements NovuRequest {
    @Override
    public <R> R match(
        Function<UpsertSubscriber, R> upsert,
        Function<Trigger, R> trigger,
        Function<SubscribeToTopic, R> subscribe,
        Function<AddDeviceToken, R> addDeviceToken,
        Function<DeleteSubscriber, R> delete) {
      return subscribe.apply(this);
    }
  }

  /**
   * Add a device to the push devices of the subscriber; adding a device again has no effect. The
   * subscriber is created if it is missing.
   *
   * @param providerId Novu's id of the push provider, such as {@code fcm}
   */
  record AddDeviceToken(String subscriberId, String providerId, String token)
      implements NovuRequest {
    @Override
    public <R> R match(
        Function<UpsertSubscriber, R> upsert,
        Function<Trigger, R> trigger,
        Function<SubscribeToTopic, R> subscribe,
        Function<AddDeviceToken, R> addDeviceToken,
        Function<DeleteSubscriber, R> delete) {
      return addDeviceToken.apply(this);
    }
  }

  /** Delete the subscriber. One that does not exist counts as deleted. */
  record DeleteSubscriber(String subscriberId) implements NovuRequest {
    @Override
    public <R> R match(
        Function<UpsertSubscriber, R> upsert,
        Function<Trigger, R> trigger,
        Function<SubscribeToTopic, R> subscribe,
        Function<AddDeviceToken, R> addDeviceToken,
        Function<DeleteSubscriber, R> delete) {
      return delete.apply(this);
    }
  }
}
