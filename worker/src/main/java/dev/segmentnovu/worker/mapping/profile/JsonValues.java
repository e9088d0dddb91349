package dev.segmentnovu.worker.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads JSON values as texts and names their kinds in messages. */
public final class JsonValues {

  /**
   * More digits than any id or phone number has. The bound keeps {@code 1e999999999} from becoming
   * a text.
   */
  private static final int MAX_DIGITS = 100;

  private JsonValues() {}

  /** The kind of {@code value}. A message may name the kind of a value, but never the value. */
  public static String kindOf(JsonNode value) {
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
   * The trimmed text, or the digits of a number.
   *
   * @return null for any other value, and for a number of more than 100 digits
   */
  static @Nullable String textOf(JsonNode value) {
    if (value.isTextual()) {
      return trim(value.textValue());
    }
    return value.isNumber() ? digitsOf(value) : null;
  }

  /**
   * The digits without an exponent. Some languages write the whole number 15551234567 as {@code
   * 15551234567.0}; its fraction is dropped.
   */
  private static @Nullable String digitsOf(JsonNode number) {
    if (number.isInt() || number.isLong()) {
      return number.asText();
    }
    BigDecimal value = number.decimalValue();
    if (value.precision() > MAX_DIGITS || Math.abs((long) value.scale()) > MAX_DIGITS) {
      return null;
    }
    BigDecimal shortest = value.stripTrailingZeros();
    return (shortest.scale() <= 0 ? shortest : value).toPlainString();
  }

  /** {@code text} without white space at its ends; removes what JavaScript's {@code trim} does. */
  public static String trim(String text) {
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

  /** Whether {@code c} is white space, a non-breaking space or the byte order mark. */
  static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF';
  }
}
