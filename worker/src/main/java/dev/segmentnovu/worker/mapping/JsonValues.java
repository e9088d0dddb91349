package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads JSON values as texts, and names their kinds for people. */
final class JsonValues {

  /** More digits than any id or phone number has; {@code 1e999999999} must not become a text. */
  private static final int MOST_DIGITS = 100;

  private JsonValues() {}

  /** The kind of {@code value}; a message may tell the kind of a value, never the value. */
  static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case MISSING -> "nothing";
    };
  }

  /**
   * A text without the blanks at its ends, or a number as its digits.
   *
   * @return null for any other value, and for a number of more than 100 digits
   */
  static @Nullable String text(JsonNode value) {
    if (value.isTextual()) {
      return trimmed(value.textValue());
    }
    return value.isNumber() ? digits(value) : null;
  }

  /**
   * Without an exponent; {@code 15551234567.0}, as some languages write whole numbers, is whole.
   */
  private static @Nullable String digits(JsonNode number) {
    if (number.isInt() || number.isLong()) {
      return number.asText();
    }
    BigDecimal value = number.decimalValue();
    if (value.precision() > MOST_DIGITS || Math.abs((long) value.scale()) > MOST_DIGITS) {
      return null;
    }
    BigDecimal shortest = value.stripTrailingZeros();
    return (shortest.scale() <= 0 ? shortest : value).toPlainString();
  }

  /** {@code text} without the blanks at its ends that JavaScript's {@code trim} removes, too. */
  static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** White space, also that which does not break a line, and the byte order mark. */
  static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF';
  }
}
