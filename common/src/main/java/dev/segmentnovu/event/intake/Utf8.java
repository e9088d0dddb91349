package dev.segmentnovu.event.intake;

/** The well-formed sequences of UTF-8: Unicode 15, table 3-7. */
final class Utf8 {

  private Utf8() {}

  /**
   * The number of bytes of the character at {@code at}, which begins with a byte above 0x7F. 0 if
   * the bytes are no character: cut short, longer than needed, half a surrogate pair, or above
   * U+10FFFF.
   */
  static int length(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    if (first < 0xC2 || first > 0xF4) {
      return 0;
    }
    if (first < 0xE0) {
      return isBetween(bytes, at + 1, 0x80, 0xBF) ? 2 : 0;
    }
    int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (!isBetween(bytes, at + 1, lowest, highest) || !isBetween(bytes, at + 2, 0x80, 0xBF)) {
      return 0;
    }
    if (first < 0xF0) {
      return 3;
    }
    return isBetween(bytes, at + 3, 0x80, 0xBF) ? 4 : 0;
  }

  private static boolean isBetween(byte[] bytes, int at, int lowest, int highest) {
    return at < bytes.length && (bytes[at] & 0xFF) >= lowest && (bytes[at] & 0xFF) <= highest;
  }
}
