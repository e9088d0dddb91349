package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.mapping.MappingResult.LeftOut;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The profile fields of a subscriber at Novu, as Novu takes them, from whatever place they come:
 * the traits of an identify call, its context, or the objects that a rule gives.
 *
 * <p>For one bad field Novu refuses an identify as a whole (422). In a trigger it answers {@code
 * processed} and reaches nobody. So texts lose the blanks at their ends, a blank text says nothing,
 * numbers become their digits, and what Novu would refuse is left out and reported. An absent field
 * stays what it is at Novu; a null erases it.
 */
final class ProfileFields {

  /** Novu's fields and the names they come by; the first that is there counts. */
  private static final String[][] NAMES = {
    {"avatar"},
    {"email"},
    {"firstName", "first_name"},
    {"lastName", "last_name"},
    {"locale"},
    {"phone"},
    {"timezone"},
  };

  private static final String FULL_NAME = "name";

  /** Novu's ids of chat and push providers. It drops a recipient for any other. */
  private static final Set<String> PROVIDERS =
      Set.of(
          "slack",
          "discord",
          "msteams",
          "mattermost",
          "ryver",
          "zulip",
          "grafana-on-call",
          "getstream",
          "rocket-chat",
          "whatsapp-business",
          "chat-webhook",
          "novu-slack",
          "fcm",
          "apns",
          "expo",
          "one-signal",
          "pushpad",
          "push-webhook",
          "pusher-beams",
          "appio");

  private ProfileFields() {}

  /**
   * Moves the fields out of {@code from}. A value that cannot be its field stays there.
   *
   * @param place where they come from, for people: {@code traits}
   * @param leftOut takes what cannot be its field
   * @return the fields as Novu takes them, always in one order: the same event must make the same
   *     bytes
   */
  static ObjectNode take(ObjectNode from, String place, List<LeftOut> leftOut) {
    ObjectNode fields = EventCodec.JSON.createObjectNode();
    for (String[] names : NAMES) {
      for (String name : names) {
        JsonNode value = from.get(name);
        if (value != null && takes(fields, names[0], value, place, leftOut)) {
          from.remove(name);
        }
      }
    }
    JsonNode name = from.get(FULL_NAME);
    if (name != null && takesFullName(fields, name, place, leftOut)) {
      from.remove(FULL_NAME);
    }
    return fields;
  }

  /**
   * Sets a field that is not set yet.
   *
   * @return whether {@code value} could be that field, or says nothing
   */
  static boolean takes(
      ObjectNode fields, String field, JsonNode value, String place, List<LeftOut> leftOut) {
    if (value.isNull()) {
      if (!fields.has(field)) {
        fields.putNull(field);
      }
      return true;
    }
    String text = JsonValues.text(value);
    if (text == null) {
      leftOut.add(new LeftOut(place, field, "is " + JsonValues.kind(value) + ", not a text"));
      return false;
    }
    if (text.isEmpty()) {
      return true;
    }
    String taken = asField(field, text);
    if (taken == null) {
      leftOut.add(new LeftOut(place, field, "is not " + form(field)));
      return false;
    }
    if (!fields.has(field)) {
      fields.put(field, taken);
    }
    return true;
  }

  private static @Nullable String asField(String field, String text) {
    return switch (field) {
      case "email" -> EmailAddress.isValid(text) ? text : null;
      case "locale" -> LocaleTag.isValid(text) ? text : null;
      case "timezone" -> TimeZones.of(text);
      default -> text;
    };
  }

  private static String form(String field) {
    return switch (field) {
      case "email" -> "an e-mail address";
      case "locale" -> "a locale";
      default -> "a time zone";
    };
  }

  /**
   * Segment has {@code name}; Novu has its two halves. Both are written, or one would stay that of
   * an older name: a name of one word erases the last name. A half that was given by itself counts,
   * and the name fills the other.
   */
  private static boolean takesFullName(
      ObjectNode fields, JsonNode value, String place, List<LeftOut> leftOut) {
    String name = value.isNull() ? "" : JsonValues.text(value);
    if (name == null) {
      leftOut.add(new LeftOut(place, FULL_NAME, "is " + JsonValues.kind(value) + ", not a text"));
      return false;
    }
    if (name.isEmpty() && !value.isNull()) {
      return true;
    }
    boolean hasFirst = fields.has("firstName");
    boolean hasLast = fields.has("lastName");
    if (hasFirst && hasLast) {
      return true;
    }
    String first = firstWord(name);
    String rest = JsonValues.trimmed(name.substring(first.length()));
    if (hasFirst) {
      fields.put("lastName", lastBeside(fields.get("firstName").asText(""), name, rest));
    } else if (hasLast) {
      fields.put("firstName", firstBeside(fields.get("lastName").asText(""), name, first));
    } else {
      fields.put("firstName", orNull(first)).put("lastName", orNull(rest));
    }
    return true;
  }

  private static @Nullable String lastBeside(String firstName, String name, String rest) {
    int length = firstName.length();
    if (length > 0 && name.regionMatches(true, 0, firstName, 0, length)) {
      if (name.length() == length) {
        return null;
      }
      if (JsonValues.isBlank(name.charAt(length))) {
        return JsonValues.trimmed(name.substring(length));
      }
    }
    return orNull(rest.isEmpty() ? name : rest);
  }

  private static @Nullable String firstBeside(String lastName, String name, String first) {
    int begin = name.length() - lastName.length();
    if (!lastName.isEmpty()
        && begin >= 0
        && name.regionMatches(true, begin, lastName, 0, lastName.length())) {
      if (begin == 0) {
        return null;
      }
      if (JsonValues.isBlank(name.charAt(begin - 1))) {
        return JsonValues.trimmed(name.substring(0, begin));
      }
    }
    return orNull(first);
  }

  private static String firstWord(String name) {
    int end = 0;
    while (end < name.length() && !JsonValues.isBlank(name.charAt(end))) {
      end++;
    }
    return name.substring(0, end);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /**
   * A recipient or actor of a trigger, with its profile as Novu takes it. Novu creates or changes
   * the subscriber by it.
   *
   * @param person an object, not changed
   * @param place where it comes from, for people: {@code to}
   * @return a copy; members that are no profile field are as they were
   */
  static ObjectNode normalised(ObjectNode person, String place, List<LeftOut> leftOut) {
    ObjectNode normalised = EventCodec.JSON.createObjectNode();
    normalised.setAll(person);
    ObjectNode fields = take(normalised, place, leftOut);
    for (String[] names : NAMES) {
      for (String name : names) {
        normalised.remove(name);
      }
    }
    normalised.remove(FULL_NAME);
    keepObject(normalised, place, leftOut);
    keepKnownChannels(normalised, place, leftOut);
    return normalised.setAll(fields);
  }

  private static void keepObject(ObjectNode person, String place, List<LeftOut> leftOut) {
    JsonNode data = person.get("data");
    if (data != null && !data.isObject() && !data.isNull()) {
      person.remove("data");
      leftOut.add(new LeftOut(place, "data", "is " + JsonValues.kind(data) + ", not an object"));
    }
  }

  private static void keepKnownChannels(ObjectNode person, String place, List<LeftOut> leftOut) {
    JsonNode channels = person.get("channels");
    if (channels == null) {
      return;
    }
    ArrayNode kept = EventCodec.JSON.createArrayNode();
    if (channels.isArray()) {
      channels.forEach(
          channel -> {
            if (PROVIDERS.contains(channel.path("providerId").asText(""))
                && channel.path("credentials").isObject()) {
              kept.add(channel);
            }
          });
    }
    if (kept.size() < channels.size() || !channels.isArray()) {
      leftOut.add(
          new LeftOut(
              place,
              "channels",
              channels.isArray()
                  ? "has one without credentials or of a provider that Novu does not know"
                  : "is " + JsonValues.kind(channels) + ", not a list"));
    }
    if (kept.isEmpty()) {
      person.remove("channels");
    } else {
      person.set("channels", kept);
    }
  }
}
