package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sorts the traits of an identify call into Novu's subscriber fields and the rest. Only what the
 * call names is set: an absent trait must not erase what Novu has; an explicit null does.
 */
final class SubscriberTraits {

  /** Novu's fields, and the traits that fill them, the first present one counting. */
  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "firstName", List.of("firstName", "first_name"),
          "lastName", List.of("lastName", "last_name"),
          "email", List.of("email"),
          "phone", List.of("phone"),
          "avatar", List.of("avatar"),
          "locale", List.of("locale"),
          "timezone", List.of("timezone"));

  private SubscriberTraits() {}

  static NovuRequest.UpsertSubscriber upsert(SegmentEvent.Identify identify) {
    ObjectNode custom = identify.traits().deepCopy();
    ObjectNode fields = EventCodec.JSON.createObjectNode();
    for (String field : new ArrayList<>(FIELDS.keySet()).stream().sorted().toList()) {
      for (String trait : FIELDS.getOrDefault(field, List.of())) {
        take(custom, trait, fields, field);
      }
    }
    splitName(custom, fields);
    for (String field : List.of("locale", "timezone")) {
      JsonNode fromContext = identify.common().context().get(field);
      if (!fields.has(field) && fromContext != null && isText(fromContext)) {
        fields.set(field, fromContext);
      }
    }
    return new NovuRequest.UpsertSubscriber(identify.userId(), fields, custom);
  }

  /**
   * Moves a trait to its field. What cannot be one, an object as an e-mail say, stays a custom
   * trait.
   */
  private static void take(ObjectNode custom, String trait, ObjectNode fields, String field) {
    JsonNode value = custom.get(trait);
    if (value == null || value.isContainerNode()) {
      return;
    }
    custom.remove(trait);
    if (fields.has(field)) {
      return; // the other spelling was there
    }
    if (value.isNull()) {
      fields.putNull(field);
    } else if (!value.asText().isBlank()) {
      // Novu takes texts only; a blank one says nothing, and as an e-mail it would be refused
      fields.put(field, value.asText());
    }
  }

  /**
   * {@code name} is a trait of Segment's own; Novu has its two halves. The rest after the first
   * word is the last name.
   */
  private static void splitName(ObjectNode custom, ObjectNode fields) {
    JsonNode name = custom.get("name");
    if (name == null || !name.isTextual()) {
      return;
    }
    custom.remove("name");
    String[] parts = name.textValue().strip().split("\\s+", 2);
    if (fields.has("firstName") || fields.has("lastName") || parts[0].isEmpty()) {
      return;
    }
    fields.put("firstName", parts[0]);
    if (parts.length == 2) {
      fields.put("lastName", parts[1]);
    }
  }

  private static boolean isText(JsonNode value) {
    return value.isTextual() && !value.textValue().isBlank();
  }
}
