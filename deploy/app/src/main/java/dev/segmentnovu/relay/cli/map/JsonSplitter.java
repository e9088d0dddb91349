package dev.segmentnovu.relay.cli.map;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream into the JSON values at its top level, and into the elements of arrays at its top
 * level, byte by byte as written. Holds one value at a time. It only finds where a value ends; the
 * caller must check the value itself.
 */
final class JsonSplitter {

  private static final int END = -1;
  private static final int LINE_FEED = '\n';

  /** What may come next between two values. */
  private enum Place {
    OUTSIDE,
    ARRAY_BEGINS,
    AFTER_ELEMENT,
    AFTER_COMMA
  }

  private final InputStream in;
  private int ahead;
  private int line = 1;
  private int startLine = 1;
  private Place place = Place.OUTSIDE;

  /** A splitter that skips a byte order mark at the start of {@code in}. */
  JsonSplitter(InputStream in) throws IOException {
    this.in = in.markSupported() ? in : new BufferedInputStream(in);
    this.in.mark(3);
    if (this.in.read() != 0xEF || this.in.read() != 0xBB || this.in.read() != 0xBF) {
      this.in.reset();
    }
    ahead = this.in.read();
  }

  /** The line, from 1, on which the latest value starts. */
  int line() {
    return startLine;
  }

  /**
   * The next value; null at the end.
   *
   * @throws NotJsonException if an array at the top level is not valid JSON
   */
  byte @Nullable [] next() throws IOException, NotJsonException {
    while (true) {
      skipBlanks();
      startLine = line;
      if (place == Place.OUTSIDE) {
        if (ahead == END) {
          return null;
        }
        if (ahead != '[') {
          return value();
        }
        advance();
        place = Place.ARRAY_BEGINS;
      } else if (ahead == ']' && place != Place.AFTER_COMMA) {
        advance();
        place = Place.OUTSIDE;
      } else if (place == Place.AFTER_ELEMENT) {
        if (ahead != ',') {
          throw new NotJsonException("a comma or ] is expected");
        }
        advance();
        place = Place.AFTER_COMMA;
      } else {
        place = Place.AFTER_ELEMENT;
        return value();
      }
    }
  }

  private byte[] value() throws IOException, NotJsonException {
    var bytes = new ByteArrayOutputStream();
    if (ahead == '{' || ahead == '[') {
      nested(bytes);
    } else if (ahead == '"') {
      string(bytes);
    } else {
      while (ahead != END && " \t\r\n,]}[{\"".indexOf(ahead) < 0) {
        take(bytes);
      }
    }
    if (bytes.size() == 0) {
      throw new NotJsonException("a value is expected");
    }
    return bytes.toByteArray();
  }

  private void nested(ByteArrayOutputStream bytes) throws IOException {
    int depth = 0;
    do {
      if (ahead == '"') {
        string(bytes);
      } else {
        depth += ahead == '{' || ahead == '[' ? 1 : ahead == '}' || ahead == ']' ? -1 : 0;
        take(bytes);
      }
    } while (depth > 0 && ahead != END);
  }

  private void string(ByteArrayOutputStream bytes) throws IOException {
    take(bytes);
    while (ahead != END && ahead != '"') {
      if (ahead == '\\') {
        take(bytes);
      }
      take(bytes);
    }
    take(bytes);
  }

  private void skipBlanks() throws IOException {
    while (ahead == ' ' || ahead == '\t' || ahead == '\r' || ahead == LINE_FEED) {
      advance();
    }
  }

  private void take(ByteArrayOutputStream bytes) throws IOException {
    if (ahead != END) {
      bytes.write(ahead);
      advance();
    }
  }

  private void advance() throws IOException {
    line += ahead == LINE_FEED ? 1 : 0;
    ahead = in.read();
  }

  /** The stream is not JSON. Its message says what is wrong. */
  static final class NotJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    NotJsonException(String message) {
      super(message);
    }
  }
}
