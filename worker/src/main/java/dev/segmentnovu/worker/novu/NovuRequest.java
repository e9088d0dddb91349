package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the relay asks of Novu for one event. Some need more than one call. */
public sealed interface NovuRequest {

  /** Whom it is about. */
  String subscriberId();

  /**
   * Create the subscriber, or change what is given and leave the rest.
   *
   * @param fields members of a subscriber that the event names; a JSON null erases; may be empty
   * @param customTraits traits that Novu has no field for, to be merged into the subscriber's
   *     {@code data}; may be empty
   */
  record UpsertSubscriber(String subscriberId, ObjectNode fields, ObjectNode customTraits)
      implements NovuRequest {}

  /**
   * Trigger a workflow.
   *
   * @param workflow its identifier at Novu
   * @param payload what its templates can use
   * @param transactionId the same for each sending of the same event: Novu drops what it has had
   */
  record Trigger(String subscriberId, String workflow, ObjectNode payload, String transactionId)
      implements NovuRequest {}

  /** Put the subscriber into a topic; both are created where they are missing. */
  record SubscribeToTopic(String subscriberId, String topicKey) implements NovuRequest {}

  /** Forget the subscriber. One that is not there is as good as forgotten. */
  record DeleteSubscriber(String subscriberId) implements NovuRequest {}
}
