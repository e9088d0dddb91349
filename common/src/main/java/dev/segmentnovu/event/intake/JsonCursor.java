package dev.segmentnovu.event.intake;

import dev.segmentnovu.event.Ids;
import dev.segmentnovu.event.JsonLimits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the values, members and elements of JSON from front to back, and builds nothing.
 * Unlike Jackson's parser it goes on after a fault that is no error of syntax, so that one bad
 * event does not refuse a whole body. It needs one bit for each level of nesting and no recursion.
 *
 * <p>The cursor stands before a value, or after one.
 */
final class JsonCursor {

  private static final int LEVELS_IN_A_WORD = 64;

  private final byte[] bytes;
  private final JsonLexer lexer;

  /** One bit for each open level: whether it is an object. */
  private long[] objects = new long[1];

  private int depth;

  /** The outer levels, which the limit of levels ignores. */
  private int floor;

  /** Whether no member or element of the innermost level was read yet. */
  private boolean atFirst;

  // the latest name
  private int nameFrom;
  private int nameTo;

  /** The latest name if it has escapes; null if its bytes are the name. */
  private @Nullable String escapedName;

  JsonCursor(byte[] bytes) {
    this.bytes = bytes;
    this.lexer = new JsonLexer(bytes);
  }

  /** Offset of the next byte. */
  int offset() {
    return lexer.offset();
  }

  /** Whether only white space is left. */
  boolean isAtEnd() {
    lexer.skipBlanks();
    return lexer.isAtEnd();
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
    return lexer.takeFault();
  }

  /** Whether the value at the cursor is an object. */
  boolean isAtObject() {
    return lexer.isAt('{');
  }

  /** Whether the value at the cursor is an array. */
  boolean isAtArray() {
    return lexer.isAt('[');
  }

  /** Steps into the object or array at the cursor. */
  void enter() {
    open(isAtObject());
    lexer.skip();
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
    lexer.skipBlanks();
    boolean first = atFirst;
    atFirst = false;
    if (lexer.isAt(end)) {
      lexer.skip();
      depth--;
      return false;
    }
    if (!first) {
      if (!lexer.isAt(',')) {
        throw lexer.expected("a comma or " + end);
      }
      lexer.skip();
      lexer.skipBlanks();
    }
    return true;
  }

  private void name() throws MalformedBodyException {
    if (!lexer.isAt('"')) {
      throw lexer.expected("the name of a member, in double quotes,");
    }
    var unused = lexer.string();
    nameFrom = lexer.textFrom();
    nameTo = lexer.textTo();
    escapedName = lexer.hasEscapesInText() ? JsonText.decode(bytes, nameFrom, nameTo, true) : null;
    // Jackson, which the worker reads the event with, accepts half a pair in a text only
    if (escapedName != null && Ids.hasLoneSurrogate(escapedName)) {
      lexer.found(JsonFault.NAME, nameFrom);
    }
    lexer.skipBlanks();
    if (!lexer.isAt(':')) {
      throw lexer.expected("a colon");
    }
    lexer.skip();
    lexer.skipBlanks();
  }

  /** Whether the member whose value is at the cursor has the name {@code key}, in ASCII. */
  boolean isNamed(String key) {
    if (escapedName != null) {
      return escapedName.equals(key);
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

  /** Where the text that was last read begins, after its quote. */
  int textFrom() {
    return lexer.textFrom();
  }

  /** Where the text that was last read ends, before its quote. */
  int textTo() {
    return lexer.textTo();
  }

  /** Whether the text that was last read has escapes. */
  boolean hasEscapesInText() {
    return lexer.hasEscapesInText();
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
    if (isAtObject()) {
      enter();
      return JsonKind.OBJECT;
    }
    if (isAtArray()) {
      enter();
      return JsonKind.ARRAY;
    }
    return lexer.scalar();
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
      lexer.found(JsonFault.DEPTH, lexer.offset());
    }
  }

  /** Whether the innermost open level is an object. */
  private boolean isObject() {
    return (objects[(depth - 1) / LEVELS_IN_A_WORD] & (1L << (depth - 1))) != 0;
  }
}
