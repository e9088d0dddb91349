package dev.segmentnovu.worker.mapping;

import java.util.regex.Pattern;

/**
 * Whether Novu takes a text as a locale. Novu asks {@code isLocale} of class-validator: language
 * tags of RFC 5646, with {@code _} as well as {@code -} between the parts.
 */
final class LocaleTag {

  /** Longer than any locale; bounds what the pattern may cost. */
  private static final int MOST = 100;

  private static final String DELIMITER = "[-_]";

  private static final String LANGUAGE =
      "(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}(?:-[A-Za-z]{3}){0,2})?|[A-Za-z]{5,8})";

  private static final String PRIVATE_USE = "x(?:-[A-Za-z0-9]{1,8})+";

  private static final String GRANDFATHERED =
      "en-GB-oed|i-ami|i-bnn|i-default|i-enochian|i-hak|i-klingon|i-lux|i-mingo|i-navajo|i-pwn"
          + "|i-tao|i-tay|i-tsu|sgn-BE-FR|sgn-BE-NL|sgn-CH-DE|art-lojban|cel-gaulish|no-bok"
          + "|no-nyn|zh-guoyu|zh-hakka|zh-min|zh-min-nan|zh-xiang";

  private static final Pattern ANY =
      Pattern.compile(
          PRIVATE_USE
              + "|"
              + GRANDFATHERED
              + "|"
              + LANGUAGE
              + after("[A-Za-z]{4}")
              + "?"
              + after("(?:[A-Za-z]{2}|[0-9]{3})")
              + "?"
              + after("(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})")
              + "*"
              + after("[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+")
              + "*"
              + after(PRIVATE_USE)
              + "?");

  private LocaleTag() {}

  private static String after(String part) {
    return "(?:" + DELIMITER + part + ")";
  }

  /** Whether {@code text} is a locale: {@code de}, {@code en-US}, {@code zh_Hant_TW}. */
  static boolean isValid(String text) {
    return isCommon(text) || (text.length() <= MOST && ANY.matcher(text).matches());
  }

  /** Nearly all: {@code de}, {@code en-US}, {@code en_US}; without a matcher. */
  private static boolean isCommon(String text) {
    if (text.length() != 2 && text.length() != 5) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (i == 2 ? c != '-' && c != '_' : !letter) {
        return false;
      }
    }
    return true;
  }
}
