package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

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

  private static final Set<String> TIME_ZONES = ZoneId.getAvailableZoneIds();

  /** {@code de}, {@code en-US}, {@code zh_Hant_TW}. */
  private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}");

  private SubscriberTraits() {}

  /**
   * The subscriber that {@code identify} describes.
   *
   * @param policy what becomes of traits that are no field of Novu's; ignored ones are not sent at
   *     all, so that {@code data} stays as it is
   */
  static NovuRequest.UpsertSubscriber upsert(
      SegmentEvent.Identify identify, Mapping.CustomTraits policy) {
    ObjectNode custom = identify.traits().deepCopy();
    ObjectNode fields = EventCodec.JSON.createObjectNode();
    // in one order always: the same event must make the same bytes
    new TreeMap<>(FIELDS)
        .forEach((field, traits) -> traits.forEach(trait -> take(custom, trait, fields, field)));
    splitName(custom, fields);
    for (String field : List.of("locale", "timezone")) {
      // of a call on the user's behalf the context is somebody else's
      JsonNode fromContext =
          DeviceToken.isActive(identify) ? identify.common().context().get(field) : null;
      if (!fields.has(field) && fromContext != null && fits(fromContext, field)) {
        fields.put(field, fromContext.asText().strip());
      }
    }
    if (policy == Mapping.CustomTraits.IGNORE) {
      custom.removeAll();
    }
    return new NovuRequest.UpsertSubscriber(
        identify.userId(), fields, custom, policy == Mapping.CustomTraits.REPLACE);
  }

  /**
   * Moves a trait to its field. What cannot be one, an object as an e-mail say, stays a custom
   * trait.
   */
  private static void take(ObjectNode custom, String trait, ObjectNode fields, String field) {
    JsonNode value = custom.get(trait);
    if (value == null) {
      return;
    }
    // a blank text says nothing, and as an e-mail Novu would refuse it
    boolean blank = value.isTextual() && value.textValue().isBlank();
    if (!blank && !value.isNull() && !fits(value, field)) {
      return;
    }
    custom.remove(trait);
    if (blank || fields.has(field)) {
      return; // the other spelling was there
    }
    if (value.isNull()) {
      fields.putNull(field);
    } else {
      fields.put(field, value.asText().strip());
    }
  }

  /**
   * Whether Novu takes {@code value} there. It refuses the whole subscriber for a time zone that is
   * none, and devices report such.
   */
  private static boolean fits(JsonNode value, String field) {
    if (!value.isTextual() && !value.isNumber()) {
      return false;
    }
    String text = value.asText().strip();
    return switch (field) {
      case "timezone" -> TIME_ZONES.contains(text);
      case "locale" -> LOCALE.matcher(text).matches();
      default -> !text.isEmpty();
    };
  }

  /**
   * {@code name} is a trait of Segment's own; Novu has its two halves. The rest after the first
   * word is the last name.
   */
  private static void splitName(ObjectNode custom, ObjectNode fields) {
    JsonNode name = custom.get("name");
    if (name == null || !(name.isTextual() || name.isNull())) {
      return;
    }
    custom.remove("name");
    if (fields.has("firstName") || fields.has("lastName")) {
      return;
    }
    if (name.isNull()) {
      fields.putNull("firstName").putNull("lastName");
      return;
    }
    String[] parts = name.textValue().strip().split("\\s+", 2);
    if (parts[0].isEmpty()) {
      return;
    }
    fields.put("firstName", parts[0]);
    if (parts.length == 2) {
      fields.put("lastName", parts[1]);
    }
  }
}
