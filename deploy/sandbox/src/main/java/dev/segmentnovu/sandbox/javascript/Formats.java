package dev.segmentnovu.sandbox.javascript;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The formats that Novu's validator checks, as the library {@code validator.js} and JavaScript's
 * {@code Intl} define them. It shares no code with the relay, so that a test compares two
 * implementations of the rules.
 */
public final class Formats {
  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 254;

  private static final String ATOM =
      "[a-zA-Z\\d!#$%&'*+\\-/=?^_`{|}~\\u00A1-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF]+";
  private static final Pattern LOCAL_PART = Pattern.compile(ATOM + "(\\." + ATOM + ")*");
  private static final String LABEL_CHARACTER = "[a-zA-Z\\d\\u00A1-\\uFFFF]";
  private static final String LABEL =
      LABEL_CHARACTER + "((" + LABEL_CHARACTER + "|-){0,61}" + LABEL_CHARACTER + ")?";
  private static final String TOP_LEVEL =
      "([a-zA-Z\\u00A1-\\u00A8\\u00AA-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF]{2,63}"
          + "|xn[a-zA-Z\\d-]{2,59})";
  private static final Pattern DOMAIN = Pattern.compile("(" + LABEL + "\\.)+" + TOP_LEVEL);

  private static final String LANGUAGE =
      "([a-zA-Z]{2,3}(-[A-Za-z]{3}(-[A-Za-z]{3}){0,2})?|[a-zA-Z]{5,8})";
  private static final String PRIVATE_USE = "x(-[A-Za-z\\d]{1,8})+";
  private static final Pattern LANGUAGE_TAG =
      Pattern.compile(
          LANGUAGE
              + "([-_][A-Za-z]{4})?" // script
              + "([-_]([A-Za-z]{2}|\\d{3}))?" // region
              + "([-_]([A-Za-z\\d]{5,8}|\\d[A-Za-z\\d]{3}))*" // variants
              + "([-_][\\dA-WY-Za-wy-z](-[A-Za-z\\d]{2,8})+)*" // extensions
              + "([-_]"
              + PRIVATE_USE
              + ")?|"
              + PRIVATE_USE);
  private static final Set<String> GRANDFATHERED =
      Set.of(
          "en-GB-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn"
              .concat(" i-tao i-tay i-tsu sgn-BE-FR sgn-BE-NL sgn-CH-DE art-lojban cel-gaulish")
              .concat(" no-bok no-nyn zh-guoyu zh-hakka zh-min zh-min-nan zh-xiang")
              .split(" "));

  /** Zones that {@code Intl} knows and Java 17 does not. */
  private static final Set<String> MORE_ZONES =
      Set.of("roc", "us/pacific-new", "america/coyhaique");

  private static final Set<String> ZONES =
      Stream.of(ZoneId.getAvailableZoneIds(), ZoneId.SHORT_IDS.keySet(), MORE_ZONES)
          .flatMap(Set::stream)
          .map(name -> name.toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());
  private static final Pattern OFFSET = Pattern.compile("[+-]([01]\\d|2[0-3])(:?[0-5]\\d)?");

  private Formats() {}

  /** Whether {@code text} is an e-mail address for {@code validator.js}: no blanks at the ends. */
  public static boolean isEmail(String text) {
    int at = text.lastIndexOf('@');
    return at > 0
        && at <= LONGEST_LOCAL_PART
        && text.length() - at - 1 <= LONGEST_DOMAIN
        && LOCAL_PART.matcher(text.substring(0, at)).matches()
        && DOMAIN.matcher(text.substring(at + 1)).matches();
  }

  /**
   * Whether {@code text} is a locale for {@code validator.js}: a language tag by its form, with
   * {@code -} or {@code _} between its parts. So any word of five to eight letters is a locale.
   */
  public static boolean isLocale(String text) {
    return GRANDFATHERED.contains(text) || LANGUAGE_TAG.matcher(text).matches();
  }

  /**
   * Whether {@code Intl.DateTimeFormat} accepts {@code text} as a time zone, in upper or lower
   * case.
   */
  public static boolean isTimeZone(String text) {
    return ZONES.contains(text.toLowerCase(Locale.ROOT)) || OFFSET.matcher(text).matches();
  }
}
