package dev.segmentnovu.relay.cli.terminal;

/**
 * Makes text of events fit to print. An event may hold any characters, also those with which a
 * terminal moves its cursor, hides text or runs commands.
 */
public final class Printable {

  private Printable() {}

  /** The text with control characters, and those that change the direction of text, escaped. */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Printable::isUnsafe)) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            each -> {
              if (isUnsafe(each)) {
                safe.append(String.format("\\u%04x", each));
              } else {
                safe.appendCodePoint(each);
              }
            });
    return safe.toString();
  }

  private static boolean isUnsafe(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
