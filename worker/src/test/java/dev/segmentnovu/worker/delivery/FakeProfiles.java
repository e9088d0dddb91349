package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import dev.segmentnovu.worker.testing.ScriptedNovu.Received;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Novu's subscribers as its API stores them: a call replaces the members that it names. */
final class FakeProfiles {

  /** A member that Novu does not have, for an oracle: traits to merge into {@code data}. */
  static final String MERGE = "merge";

  private final Map<String, ObjectNode> subscribers = new TreeMap<>();

  /** All subscribers by id. */
  Map<String, ObjectNode> all() {
    return subscribers;
  }

  /** A subscriber; empty if it does not exist. */
  ObjectNode one(String id) {
    return subscribers.getOrDefault(id, EventCodec.JSON.createObjectNode());
  }

  /** Applies a call and returns its response. */
  Optional<Fault> answer(Received call) {
    String[] path = call.path().split("/", -1);
    if (call.path().equals("/v1/subscribers/bulk")) {
      call.json()
          .path("subscribers")
          .forEach(each -> set(each.path("subscriberId").asText(), each));
      return bulk(call.json().path("subscribers"));
    }
    if (call.path().startsWith("/v1/events/trigger")) {
      for (Received part : call.parts()) {
        write(part.json().path("to"));
        write(part.json().path("actor"));
      }
      return ScriptedNovu.each(call, part -> AS_NOVU);
    }
    String id = path.length > 3 ? path[3] : call.json().path("subscriberId").asText();
    switch (call.method()) {
      case "POST" -> {
        set(id, call.json());
        return response(201, "{\"data\":{}}");
      }
      case "DELETE" -> {
        return subscribers.remove(id) == null ? missing() : response(200, "{\"data\":{}}");
      }
      case "PATCH" -> {
        if (!subscribers.containsKey(id)) {
          return missing();
        }
        set(id, call.json());
        return response(200, "{\"data\":{}}");
      }
      default -> {
        ObjectNode found = subscribers.get(id);
        return found == null ? missing() : response(200, "{\"data\":" + found + "}");
      }
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

  private static Optional<Fault> missing() {
    return response(404, "{\"message\":\"Subscriber was not found\"}");
  }

  private static Optional<Fault> bulk(JsonNode items) {
    ObjectNode answer = EventCodec.JSON.createObjectNode();
    List.of("created", "updated", "failed").forEach(answer::putArray);
    items.forEach(
        item ->
            answer.withArray("updated").addObject().set("subscriberId", item.path("subscriberId")));
    return response(201, "{\"data\":" + answer + "}");
  }
}
