package dev.segmentnovu.worker.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits Segment's trait {@code name} into Novu's first name and last name. Both are written,
 * because otherwise one of them would keep its value from an older name: a name of one word erases
 * the last name. If the event gives one of the two itself, the name fills only the other.
 */
final class FullName {

  /** The member that holds the full name. */
  static final String MEMBER = "name";

  private static final String FIRST = "firstName";
  private static final String LAST = "lastName";

  private FullName() {}

  /**
   * Adds the first name and the last name to {@code fields} where they are not set.
   *
   * @return false if {@code value} cannot be a name; it is then added to {@code leftOut}
   */
  static boolean split(JsonNode value, ObjectNode fields, String place, List<LeftOut> leftOut) {
    String name = value.isNull() ? "" : JsonValues.textOf(value);
    if (name == null) {
      leftOut.add(new LeftOut(place, MEMBER, "is " + JsonValues.kindOf(value) + ", not a text"));
      return false;
    }
    if (name.isEmpty() && !value.isNull()) {
      return true;
    }
    boolean hasFirst = fields.has(FIRST);
    boolean hasLast = fields.has(LAST);
    if (hasFirst && hasLast) {
      return true;
    }
    String firstWord = firstWord(name);
    String rest = JsonValues.trim(name.substring(firstWord.length()));
    if (hasFirst) {
      fields.put(LAST, lastName(fields.get(FIRST).asText(""), name, rest));
    } else if (hasLast) {
      fields.put(FIRST, firstName(fields.get(LAST).asText(""), name, firstWord));
    } else {
      fields.put(FIRST, emptyToNull(firstWord)).put(LAST, emptyToNull(rest));
    }
    return true;
  }

  /**
   * The part of {@code name} after {@code firstName}, if it begins so; else all but its first word.
   */
  private static @Nullable String lastName(String firstName, String name, String rest) {
    int length = firstName.length();
    if (length > 0 && name.regionMatches(true, 0, firstName, 0, length)) {
      if (name.length() == length) {
        return null;
      }
      if (JsonValues.isBlank(name.charAt(length))) {
        return JsonValues.trim(name.substring(length));
      }
    }
    return emptyToNull(rest.isEmpty() ? name : rest);
  }

  /** The part of {@code name} before {@code lastName}, if it ends so; else its first word. */
  private static @Nullable String firstName(String lastName, String name, String firstWord) {
    int begin = name.length() - lastName.length();
    if (!lastName.isEmpty()
        && begin >= 0
        && name.regionMatches(true, begin, lastName, 0, lastName.length())) {
      if (begin == 0) {
        return null;
      }
      if (JsonValues.isBlank(name.charAt(begin - 1))) {
        return JsonValues.trim(name.substring(0, begin));
      }
    }
    return emptyToNull(firstWord);
  }

  private static String firstWord(String name) {
    int end = 0;
    while (end < name.length() && !JsonValues.isBlank(name.charAt(end))) {
      end++;
    }
    return name.substring(0, end);
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
