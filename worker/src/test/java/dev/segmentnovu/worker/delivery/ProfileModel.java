package dev.segmentnovu.worker.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.testing.ScriptedNovu.Received;
import java.util.Map;
import java.util.TreeMap;

/** The profiles that Novu should store. A call replaces the members that it names. */
final class ProfileModel {

  /** A member that Novu does not have: traits to merge into {@code data}. */
  static final String MERGE = "merge";

  private final Map<String, ObjectNode> subscribers = new TreeMap<>();

  /** All subscribers by id. */
  Map<String, ObjectNode> all() {
    return subscribers;
  }

  /** Applies an upsert, a deletion or a trigger. */
  void apply(Received call) {
    if (call.path().equals("/v1/events/trigger")) {
      write(call.json().path("to"));
    } else if (call.method().equals("DELETE")) {
      subscribers.remove(call.path().substring("/v2/subscribers/".length()));
    } else {
      set(call.json().path("subscriberId").asText(), call.json());
    }
  }

  private void write(JsonNode person) {
    if (person.isArray()) {
      person.forEach(this::write);
    } else if (person.isObject()) {
      set(person.path("subscriberId").asText(), person);
    } else if (person.isTextual()) {
      set(person.textValue(), EventCodec.JSON.createObjectNode());
    }
  }

  private void set(String id, JsonNode members) {
    ObjectNode subscriber =
        subscribers.computeIfAbsent(id, unused -> EventCodec.JSON.createObjectNode());
    members
        .properties()
        .forEach(
            member -> {
              if (member.getKey().equals(MERGE)) {
                subscriber.withObject("/data").setAll((ObjectNode) member.getValue());
              } else if (!member.getKey().equals("subscriberId")) {
                subscriber.set(member.getKey(), member.getValue().deepCopy());
              }
            });
  }
}
