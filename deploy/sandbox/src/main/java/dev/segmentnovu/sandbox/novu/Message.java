package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.time.Instant;

/**
 * What a person would have got: one message for each subscriber and run of a workflow.
 *
 * @param at when the worker made it
 * @param transactionId of the trigger; Novu invents one if the trigger has none
 * @param payload of the trigger; must not be changed
 * @param addressed whether the subscriber had an e-mail address, a phone number or a push token at
 *     that moment; if not, Novu sends nothing
 */
public record Message(
    Instant at,
    String subscriberId,
    String workflow,
    String transactionId,
    JsonNode payload,
    boolean addressed) {

  public ObjectNode toJson() {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("at", at.toString());
    json.put("subscriberId", subscriberId);
    json.put("workflow", workflow);
    json.put("transactionId", transactionId);
    json.set("payload", payload);
    json.put("addressed", addressed);
    return json;
  }
}
