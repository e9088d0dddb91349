package dev.segmentnovu.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;

/**
 * A track of the load.
 *
 * @param index the place among its user's events, from 0
 */
record LoadEvent(String userId, int index, Fate fate, String messageId) {

  /** What is to become of an event, and its name. */
  enum Fate {
    DELIVERED("Order Completed"),
    UNMAPPED("Nobody Listens"),
    REFUSED("Order Lost");

    final String event;

    Fate(String event) {
      this.event = event;
    }
  }

  /** How the relay maps {@link Fate}s; Novu is to know the first of the workflows only. */
  static final String WORKFLOWS = "Order Completed=receipt,Order Lost=ghost";

  static LoadEvent of(String run, int user, int index) {
    Fate fate = index % 7 == 3 ? Fate.UNMAPPED : index % 9 == 5 ? Fate.REFUSED : Fate.DELIVERED;
    return new LoadEvent("user-" + user, index, fate, run + "-" + user + "-" + index);
  }

  byte[] body() {
    ObjectNode event = EventCodec.JSON.createObjectNode();
    event.put("type", "track").put("event", fate.event).put("userId", userId);
    event.put("messageId", messageId);
    event.putObject("properties").put("id", messageId).put("index", index);
    try {
      return EventCodec.JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
