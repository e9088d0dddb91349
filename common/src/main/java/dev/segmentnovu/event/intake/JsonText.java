package dev.segmentnovu.event.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The text of a JSON string whose syntax was checked. */
final class JsonText {

  private JsonText() {}

  /**
   * The text between two quotes.
   *
   * @param hasEscapes whether there is a backslash in it
   * @return with U+FFFD for bytes that are no UTF-8; may have half of a surrogate pair
   */
  static String decode(byte[] bytes, int from, int to, boolean hasEscapes) {
    if (!hasEscapes) {
      return new String(bytes, from, to - from, UTF_8);
    }
    var text = new StringBuilder(to - from);
    int plain = from;
    for (int i = from; i < to; ) {
      if (bytes[i] != '\\') {
        i++;
        continue;
      }
      text.append(new String(bytes, plain, i - plain, UTF_8));
      if (bytes[i + 1] == 'u') {
        text.append((char) Integer.parseInt(new String(bytes, i + 2, 4, UTF_8), 16));
        i += 6;
      } else {
        text.append(escaped(bytes[i + 1]));
        i += 2;
      }
      plain = i;
    }
    return text.append(new String(bytes, plain, to - plain, UTF_8)).toString();
  }

  private static char escaped(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> (char) letter;
    };
  }
}
