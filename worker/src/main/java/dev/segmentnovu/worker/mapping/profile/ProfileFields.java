package dev.segmentnovu.worker.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Extracts the profile fields of a subscriber in the form that Novu accepts. The source may be the
 * traits of an identify call, its context, or an object that a rule gives.
 *
 * <p>For one bad field Novu refuses the whole identify (422). In a trigger it responds {@code
 * processed} and reaches nobody. Therefore texts are trimmed, a blank text is ignored, numbers
 * become their digits, and what Novu would refuse is left out and reported. An absent field keeps
 * its value at Novu; a null erases it.
 */
public final class ProfileFields {

  /** Novu's fields, each with the names it is read from. The first name that has a value counts. */
  private static final String[][] NAMES = {
    {"avatar"},
    {"email"},
    {"firstName", "first_name"},
    {"lastName", "last_name"},
    {"locale"},
    {"phone"},
    {"timezone"},
  };

  private ProfileFields() {}

  /**
   * Moves the profile fields out of {@code from}. A value that cannot be its field stays there.
   *
   * @param place where the fields are, for people: {@code traits}
   * @param leftOut receives the values that cannot be their field
   * @return the fields as Novu accepts them, always in the same order: the same event must make the
   *     same bytes
   */
  public static ObjectNode extract(ObjectNode from, String place, List<LeftOut> leftOut) {
    ObjectNode fields = EventCodec.JSON.createObjectNode();
    for (String[] names : NAMES) {
      for (String name : names) {
        JsonNode value = from.get(name);
        if (value != null && setIfAbsent(fields, names[0], value, place, leftOut)) {
          from.remove(name);
        }
      }
    }
    JsonNode name = from.get(FullName.MEMBER);
    if (name != null && FullName.split(name, fields, place, leftOut)) {
      from.remove(FullName.MEMBER);
    }
    return fields;
  }

  /** Removes every member of {@code person} that a profile field is read from. */
  static void remove(ObjectNode person) {
    for (String[] names : NAMES) {
      for (String name : names) {
        person.remove(name);
      }
    }
    person.remove(FullName.MEMBER);
  }

  /**
   * Sets {@code field} unless it is set already.
   *
   * @return false if {@code value} cannot be that field; it is then added to {@code leftOut}
   */
  public static boolean setIfAbsent(
      ObjectNode fields, String field, JsonNode value, String place, List<LeftOut> leftOut) {
    if (value.isNull()) {
      if (!fields.has(field)) {
        fields.putNull(field);
      }
      return true;
    }
    String text = JsonValues.textOf(value);
    if (text == null) {
      leftOut.add(new LeftOut(place, field, "is " + JsonValues.kindOf(value) + ", not a text"));
      return false;
    }
    if (text.isEmpty()) {
      return true;
    }
    String normalized = normalize(field, text);
    if (normalized == null) {
      leftOut.add(new LeftOut(place, field, "is not " + expectedForm(field)));
      return false;
    }
    if (!fields.has(field)) {
      fields.put(field, normalized);
    }
    return true;
  }

  private static @Nullable String normalize(String field, String text) {
    return switch (field) {
      case "email" -> EmailAddress.isValid(text) ? text : null;
      case "locale" -> LocaleTag.isValid(text) ? text : null;
      case "timezone" -> TimeZones.normalize(text);
      default -> text;
    };
  }

  private static String expectedForm(String field) {
    return switch (field) {
      case "email" -> "an e-mail address";
      case "locale" -> "a locale";
      default -> "a time zone";
    };
  }
}
