package dev.segmentnovu.event.intake;

import dev.segmentnovu.event.JsonLimits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the scalars and the punctuation of JSON in UTF-8 from front to back, strictly (RFC 8259).
 * It checks their syntax and remembers the first {@link JsonFault}, and knows nothing of nesting.
 */
final class JsonLexer {

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final byte[] bytes;
  private int at;
  private @Nullable String fault;

  // the latest string, without its quotes
  private int textFrom;
  private int textTo;
  private boolean textHasEscapes;

  JsonLexer(byte[] bytes) {
    this.bytes = bytes;
    // a byte order mark is no part of the text (RFC 8259, 8.1)
    if (bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF) {
      at = 3;
    }
  }

  /** Offset of the next byte. */
  int offset() {
    return at;
  }

  /** Whether no byte is left. */
  boolean isAtEnd() {
    return at == bytes.length;
  }

  /** Whether the next byte is {@code c}. */
  boolean isAt(char c) {
    return at < bytes.length && bytes[at] == c;
  }

  /** Skips the next byte, which must exist. */
  void skip() {
    at++;
  }

  /** Skips white space. */
  void skipBlanks() {
    while (at < bytes.length) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return;
      }
      at++;
    }
  }

  /** Where the text of the latest string begins, after its quote. */
  int textFrom() {
    return textFrom;
  }

  /** Where the text of the latest string ends, before its quote. */
  int textTo() {
    return textTo;
  }

  /** Whether the text of the latest string has escapes. */
  boolean hasEscapesInText() {
    return textHasEscapes;
  }

  /** Stores {@code found} if it is the first fault since {@link #takeFault} was last called. */
  void found(JsonFault found, int offset) {
    if (fault == null) {
      fault = found.at(offset);
    }
  }

  /**
   * The first fault since this was last called, as the predicate of a sentence; null if there was
   * none.
   */
  @Nullable String takeFault() {
    String taken = fault;
    fault = null;
    return taken;
  }

  /** Reads the string, literal or number that begins with the next byte. */
  JsonKind scalar() throws MalformedBodyException {
    if (at == bytes.length) {
      throw endsEarly();
    }
    return switch (bytes[at]) {
      case '"' -> string();
      case 't' -> literal(TRUE, JsonKind.BOOLEAN);
      case 'f' -> literal(FALSE, JsonKind.BOOLEAN);
      case 'n' -> literal(NULL, JsonKind.NULL);
      default -> number();
    };
  }

  /** Reads the string whose quote is the next byte. */
  JsonKind string() throws MalformedBodyException {
    int i = at + 1;
    boolean escapes = false;
    while (true) {
      if (i >= bytes.length) {
        at = bytes.length;
        throw endsEarly();
      }
      byte b = bytes[i];
      if (b == '"') {
        break;
      } else if (b == '\\') {
        escapes = true;
        i = escape(i);
      } else if (b >= ' ') {
        i++;
      } else if (b < 0) {
        i = multiByte(i);
      } else {
        at = i;
        throw malformed("a control character in a string must be escaped");
      }
    }
    textFrom = at + 1;
    textTo = i;
    textHasEscapes = escapes;
    at = i + 1;
    return JsonKind.TEXT;
  }

  /** Offset after the escape at {@code i}. */
  private int escape(int i) throws MalformedBodyException {
    int c = i + 1 < bytes.length ? bytes[i + 1] : 0;
    if (c == 'u') {
      for (int digit = i + 2; digit < i + 6; digit++) {
        if (digit >= bytes.length || Character.digit(bytes[digit], 16) < 0) {
          at = i;
          throw malformed("\\u must be followed by four hexadecimal digits");
        }
      }
      return i + 6;
    }
    if ("\"\\/bfnrt".indexOf(c) < 0 || c == 0) {
      at = i;
      throw malformed("JSON does not have this escape");
    }
    return i + 2;
  }

  /** Offset after the character at {@code i}, or after the first of bytes that are none. */
  private int multiByte(int i) {
    int length = Utf8.length(bytes, i);
    if (length == 0) {
      found(JsonFault.UTF_8, i);
      return i + 1;
    }
    return i + length;
  }

  private JsonKind literal(byte[] text, JsonKind kind) throws MalformedBodyException {
    int end = Math.min(bytes.length, at + text.length);
    if (!Arrays.equals(bytes, at, end, text, 0, text.length)) {
      throw expected("a JSON value");
    }
    at = end;
    return kind;
  }

  private JsonKind number() throws MalformedBodyException {
    int from = at;
    if (isAt('-')) {
      at++;
    }
    if (isAt('0')) {
      at++;
    } else if (digits() == 0) {
      throw expected(from == at ? "a JSON value" : "a digit");
    }
    JsonKind kind = JsonKind.INTEGER;
    if (isAt('.')) {
      kind = JsonKind.DECIMAL;
      at++;
      requireDigits();
    }
    if (isAt('e') || isAt('E')) {
      kind = JsonKind.DECIMAL;
      at++;
      if (isAt('+') || isAt('-')) {
        at++;
      }
      if (requireDigits() > JsonLimits.MAX_EXPONENT) {
        found(JsonFault.EXPONENT, from);
      }
    }
    if (at - from > JsonLimits.MAX_NUMBER_CHARS) {
      found(JsonFault.NUMBER_LENGTH, from);
    }
    return kind;
  }

  /** Reads digits; returns how many. */
  private int digits() {
    int from = at;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at - from;
  }

  /** Reads at least one digit; returns the number they make, or a large one if it is too large. */
  private int requireDigits() throws MalformedBodyException {
    int from = at;
    if (digits() == 0) {
      throw expected("a digit");
    }
    int number = 0;
    for (int i = from; i < at && number <= JsonLimits.MAX_EXPONENT; i++) {
      number = 10 * number + bytes[i] - '0';
    }
    return number;
  }

  /** An exception that says what is expected at the next byte. */
  MalformedBodyException expected(String what) {
    return at == bytes.length ? endsEarly() : malformed(what + " is expected");
  }

  private MalformedBodyException endsEarly() {
    return malformed("it ends in the middle of a value");
  }

  private MalformedBodyException malformed(String why) {
    return new MalformedBodyException("The body is not valid JSON at byte " + at + ": " + why);
  }
}
