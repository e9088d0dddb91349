package dev.segmentnovu.event;

/**
 * The form of an id: ingest, the worker and the admin API must agree on it, because the order of
 * events depends on it.
 */
public final class Ids {

  private Ids() {}

  /**
   * {@code id} without the blanks at its ends: those that JavaScript's {@code trim} removes. Novu
   * removes them from an id in one endpoint and keeps them in the others, so an id must have none.
   *
   * @return empty if {@code id} has only blanks; such an id counts as absent
   */
  public static String trim(String id) {
    int from = 0;
    int to = id.length();
    while (from < to && isBlank(id.charAt(from))) {
      from++;
    }
    while (from < to && isBlank(id.charAt(to - 1))) {
      to--;
    }
    return id.substring(from, to);
  }

  /** White space and line ends of ECMAScript (ECMA-262, 12.2 and 12.3). */
  private static boolean isBlank(char c) {
    if (c < 0x80) {
      return c == ' ' || (c >= '\t' && c <= '\r');
    }
    return c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000
        || c == 0xFEFF;
  }

  /**
   * Whether {@code id} has half a surrogate pair. It has no bytes in UTF-8: Redis would store
   * another text, and ids that differ only there would become equal.
   */
  public static boolean hasLoneSurrogate(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < id.length()
                && Character.isLowSurrogate(id.charAt(i + 1));
        if (!pair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
