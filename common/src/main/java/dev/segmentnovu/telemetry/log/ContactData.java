package dev.segmentnovu.telemetry.log;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what looks like an e-mail address or a phone number in a text. It keeps enough to tell two
 * of them apart at a glance. Pure.
 */
public final class ContactData {

  /** The parts are bounded, so that a long text without an address takes linear time. */
  private static final Pattern EMAIL =
      Pattern.compile(
          "([\\p{L}\\p{N}._+'%-]{1,64}?)(?:@|%40)[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){0,8}"
              + "\\.([\\p{L}\\p{N}-]{2,63})");

  /** Digits with the separators that people write; how many there must be is counted afterwards. */
  private static final Pattern DIGITS =
      Pattern.compile(
          "(?:(?<![\\p{L}\\p{N}_+])\\+|(?<![\\p{L}\\p{N}_:+.-]))\\(?\\d[\\d ./()-]{6,24}\\d"
              + "(?![\\p{L}\\p{N}_:@-])");

  private static final Pattern ADDRESS_OR_DECIMAL =
      Pattern.compile("\\d+\\.\\d+|\\d{1,3}(?:\\.\\d{1,3}){3}|\\d{4}-\\d\\d-\\d\\d(?: \\d+)?");

  private static final int SHORTEST_PHONE = 9;
  private static final int SHORTEST_BARE_PHONE = 10;
  private static final int SHORTEST_INTERNATIONAL_PHONE = 8;
  private static final int LONGEST_PHONE = 15;
  private static final int SHOWN_DIGITS = 2;

  private static final String MASK = "***";

  private ContactData() {}

  /**
   * The text with a mask over each e-mail address and phone number: {@code a***@***.com}, {@code
   * +49***67}. In a percent-encoded text, such as the path of a request, they are masked too; it is
   * decoded then. Other text stays as it is.
   */
  public static String mask(String text) {
    String masked = maskedPlain(text);
    if (masked.indexOf('%') < 0) {
      return masked;
    }
    String decoded = decoded(masked);
    String again = maskedPlain(decoded);
    return again.equals(decoded) ? masked : again;
  }

  private static String maskedPlain(String text) {
    String masked = maskEmails(text);
    return DIGITS.matcher(masked).replaceAll(found -> Matcher.quoteReplacement(maskedPhone(found)));
  }

  /** The text without percent-encoding; the text itself if it is not encoded. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** The text with a mask over each e-mail address only: a number may be an id to search by. */
  public static String maskEmails(String text) {
    return EMAIL.matcher(text).replaceAll(ContactData::maskedEmail);
  }

  private static String maskedEmail(MatchResult found) {
    String local = found.group(1);
    String first = local.substring(0, local.offsetByCodePoints(0, 1));
    return Matcher.quoteReplacement(first + MASK + "@" + MASK + "." + found.group(2));
  }

  private static String maskedPhone(MatchResult found) {
    String text = found.group();
    String digits = text.replaceAll("\\D", "");
    boolean international = text.startsWith("+");
    int least =
        international
            ? SHORTEST_INTERNATIONAL_PHONE
            : digits.length() == text.length() ? SHORTEST_BARE_PHONE : SHORTEST_PHONE;
    if (digits.length() < least
        || digits.length() > LONGEST_PHONE
        || (!international && ADDRESS_OR_DECIMAL.matcher(text).matches())) {
      return text;
    }
    String begin = (international ? "+" : "") + digits.substring(0, SHOWN_DIGITS);
    return begin + MASK + digits.substring(digits.length() - SHOWN_DIGITS);
  }
}
