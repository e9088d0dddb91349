package dev.segmentnovu.worker.mapping.profile;

import java.util.regex.Pattern;

/**
 * Checks locales as Novu does. Novu uses {@code isLocale} of class-validator: language tags of RFC
 * 5646, with {@code _} or {@code -} between the parts.
 */
final class LocaleTag {

  /** Longer than any locale. It bounds the cost of the pattern. */
  private static final int MAX_CHARS = 100;

  private static final String DELIMITER = "[-_]";

  private static final String LANGUAGE =
      "(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}(?:-[A-Za-z]{3}){0,2})?|[A-Za-z]{5,8})";

  private static final String PRIVATE_USE = "x(?:-[A-Za-z0-9]{1,8})+";

  private static final String GRANDFATHERED =
      "en-GB-oed|i-ami|i-bnn|i-default|i-enochian|i-hak|i-klingon|i-lux|i-mingo|i-navajo|i-pwn"
          + "|i-tao|i-tay|i-tsu|sgn-BE-FR|sgn-BE-NL|sgn-CH-DE|art-lojban|cel-gaulish|no-bok"
          + "|no-nyn|zh-guoyu|zh-hakka|zh-min|zh-min-nan|zh-xiang";

  private static final Pattern LOCALE =
      Pattern.compile(
          PRIVATE_USE
              + "|"
              + GRANDFATHERED
              + "|"
              + LANGUAGE
              + delimited("[A-Za-z]{4}")
              + "?"
              + delimited("(?:[A-Za-z]{2}|[0-9]{3})")
              + "?"
              + delimited("(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})")
              + "*"
              + delimited("[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+")
              + "*"
              + delimited(PRIVATE_USE)
              + "?");

  private LocaleTag() {}

  private static String delimited(String part) {
    return "(?:" + DELIMITER + part + ")";
  }

  /** Whether {@code text} is a locale such as {@code de}, {@code en-US} or {@code zh_Hant_TW}. */
  static boolean isValid(String text) {
    return isCommon(text) || (text.length() <= MAX_CHARS && LOCALE.matcher(text).matches());
  }

  /** Recognizes the usual forms {@code de}, {@code en-US} and {@code en_US} without the pattern. */
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
