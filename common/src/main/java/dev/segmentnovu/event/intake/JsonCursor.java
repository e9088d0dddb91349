package dev.segmentnovu.event.intake;

import dev.segmentnovu.event.JsonLimits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON in UTF-8 from front to back, strictly (RFC 8259), and builds nothing. Unlike Jackson's
 * parser it goes on after a fault that is no error of syntax, so that one bad event does not refuse
 * a whole body. It needs one bit for each level of nesting and no recursion.
 *
 * <p>The cursor stands before a value, or after one.
 */
final class JsonCursor {

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final int LEVELS_IN_A_WORD = 64;

  private final byte[] bytes;
  private int at;

  /** One bit for each open level: whether it is an object. */
  private long[] objects = new long[1];

  private int depth;

  /** The outer levels, which the limit of levels ignores. */
  private int floor;

  /** Whether no member or element of the innermost level was read yet. */
  private boolean atFirst;

  private @Nullable String fault;

  // the latest name or text
  private int textFrom;
  private int textTo;
  private boolean textHasEscapes;

  // the latest name
  private int nameFrom;
  private int nameTo;
  private boolean nameHasEscapes;

  JsonCursor(byte[] bytes) {
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

  /** Whether only white space is left. */
  boolean isAtEnd() {
    skipBlanks();
    return at == bytes.length;
  }

  /** Counts levels of nesting from here on, until {@link #countLevelsFrom} is called again. */
  int countLevelsFromHere() {
    int before = floor;
    floor = depth;
    return before;
  }

  /** Undoes {@link #countLevelsFromHere}, which returned {@code before}. */
  void countLevelsFrom(int before) {
    floor = before;
  }

  /**
   * The first {@link JsonFault} since this was last called, as the predicate of a sentence; null if
   * there was none.
   */
  @Nullable String takeFault() {
    String taken = fault;
    fault = null;
    return taken;
  }

  /** Whether the value at the cursor is an object. */
  boolean isAtObject() {
    return isAt('{');
  }

  /** Whether the value at the cursor is an array. */
  boolean isAtArray() {
    return isAt('[');
  }

  private boolean isAt(char c) {
    return at < bytes.length && bytes[at] == c;
  }

  /** Steps into the object or array at the cursor. */
  void enter() {
    open(bytes[at] == '{');
    at++;
    atFirst = true;
  }

  /**
   * Goes to the value of the next member of the object that was entered. Returns false, after the
   * object, if there is none.
   */
  boolean nextMember() throws MalformedBodyException {
    if (!next('}')) {
      return false;
    }
    name();
    return true;
  }

  /**
   * Goes to the next element of the array that was entered. Returns false, after the array, if
   * there is none.
   */
  boolean nextElement() throws MalformedBodyException {
    return next(']');
  }

  private boolean next(char end) throws MalformedBodyException {
    skipBlanks();
    boolean first = atFirst;
    atFirst = false;
    if (isAt(end)) {
      at++;
      depth--;
      return false;
    }
    if (!first) {
      if (!isAt(',')) {
        throw expected("a comma or " + end);
      }
      at++;
      skipBlanks();
    }
    return true;
  }

  /** Whether the member whose value is at the cursor has the name {@code key}, in ASCII. */
  boolean isNamed(String key) {
    if (nameHasEscapes) {
      return memberName().equals(key);
    }
    if (nameTo - nameFrom != key.length()) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      if (bytes[nameFrom + i] != key.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The name of the member whose value is at the cursor. */
  private String memberName() {
    return JsonText.decode(bytes, nameFrom, nameTo, nameHasEscapes);
  }

  /** Where the text that was last read begins, after its quote. */
  int textFrom() {
    return textFrom;
  }

  /** Where the text that was last read ends, before its quote. */
  int textTo() {
    return textTo;
  }

  /** Whether the text that was last read has escapes. */
  boolean hasEscapesInText() {
    return textHasEscapes;
  }

  /** Reads the value at the cursor, with all that is in it. */
  JsonKind value() throws MalformedBodyException {
    int outer = depth;
    JsonKind kind = scalarOrOpen();
    while (depth > outer) {
      boolean inObject = isObject();
      if (inObject ? nextMember() : nextElement()) {
        scalarOrOpen();
      }
    }
    return kind;
  }

  /** Reads a scalar, or the bracket that opens an object or array. */
  private JsonKind scalarOrOpen() throws MalformedBodyException {
    if (at == bytes.length) {
      throw endsEarly();
    }
    return switch (bytes[at]) {
      case '{' -> opened(JsonKind.OBJECT);
      case '[' -> opened(JsonKind.ARRAY);
      case '"' -> string();
      case 't' -> literal(TRUE, JsonKind.BOOLEAN);
      case 'f' -> literal(FALSE, JsonKind.BOOLEAN);
      case 'n' -> literal(NULL, JsonKind.NULL);
      default -> number();
    };
  }

  private JsonKind opened(JsonKind kind) {
    enter();
    return kind;
  }

  private void open(boolean object) {
    int word = depth / LEVELS_IN_A_WORD;
    if (word == objects.length) {
      objects = Arrays.copyOf(objects, 2 * word);
    }
    long bit = 1L << depth; // Java takes the shift modulo 64
    objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
    depth++;
    if (depth - floor > JsonLimits.MAX_DEPTH) {
      found(JsonFault.DEPTH, at);
    }
  }

  /** Whether the innermost open level is an object. */
  private boolean isObject() {
    return (objects[(depth - 1) / LEVELS_IN_A_WORD] & (1L << (depth - 1))) != 0;
  }

  private void name() throws MalformedBodyException {
    if (!isAt('"')) {
      throw expected("the name of a member, in double quotes,");
    }
    var unused = string();
    nameFrom = textFrom;
    nameTo = textTo;
    nameHasEscapes = textHasEscapes;
    skipBlanks();
    if (!isAt(':')) {
      throw expected("a colon");
    }
    at++;
    skipBlanks();
  }

  private JsonKind string() throws MalformedBodyException {
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

  private void skipBlanks() {
    while (at < bytes.length) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return;
      }
      at++;
    }
  }

  private void found(JsonFault found, int offset) {
    if (fault == null) {
      fault = found.at(offset);
    }
  }

  private MalformedBodyException expected(String what) {
    return at == bytes.length ? endsEarly() : malformed(what + " is expected");
  }

  private MalformedBodyException endsEarly() {
    return malformed("it ends in the middle of a value");
  }

  private MalformedBodyException malformed(String why) {
    return new MalformedBodyException("The body is not valid JSON at byte " + at + ": " + why);
  }
}
