package dev.segmentnovu.worker.mapping.profile;

import java.nio.charset.StandardCharsets;

/**
 * Checks e-mail addresses as Novu does. Novu uses {@code isEmail} of class-validator, so this class
 * follows the rules of that function and not those of RFC 5322.
 */
final class EmailAddress {

  private static final int MAX_CHARS = 254;
  private static final int MAX_DOMAIN_BYTES = 254;
  private static final int MAX_LOCAL_BYTES = 64;
  private static final int MAX_LABEL_CHARS = 63;
  private static final String LOCAL_SYMBOLS = "!#$%&'*+-/=?^_`{|}~";

  private EmailAddress() {}

  /**
   * Whether {@code text} is an address such as {@code jane@example.com}, without a display name.
   */
  static boolean isValid(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || text.length() > MAX_CHARS) {
      return false;
    }
    String local = text.substring(0, at);
    String domain = text.substring(at + 1);
    return local.getBytes(StandardCharsets.UTF_8).length <= MAX_LOCAL_BYTES
        && domain.getBytes(StandardCharsets.UTF_8).length <= MAX_DOMAIN_BYTES
        && isDomain(domain)
        && (isQuoted(local) ? isQuotedLocal(local) : isPlainLocal(local));
  }

  private static boolean isDomain(String domain) {
    int end = domain.lastIndexOf('.');
    if (end < 0 || !isTopLevelDomain(domain.substring(end + 1))) {
      return false;
    }
    int from = 0;
    while (from <= domain.length()) {
      int dot = domain.indexOf('.', from);
      int to = dot < 0 ? domain.length() : dot;
      if (!isLabel(domain, from, to)) {
        return false;
      }
      from = to + 1;
    }
    return true;
  }

  private static boolean isTopLevelDomain(String label) {
    if (label.length() < 2) {
      return false;
    }
    boolean letters = true;
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      letters &= isLetter(c) || (isInternational(c) && c != '\u00A0' && c != '\u00A9');
      if (JsonValues.isBlank(c)) {
        return false;
      }
    }
    return letters || isPunycode(label);
  }

  /** {@code xn--p1ai}: the ASCII form of a top-level domain in another script. */
  private static boolean isPunycode(String label) {
    if (label.length() < 4 || !label.regionMatches(true, 0, "xn", 0, 2)) {
      return false;
    }
    for (int i = 2; i < label.length(); i++) {
      char c = label.charAt(i);
      if (!isLetter(c) && !isDigit(c) && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLabel(String domain, int from, int to) {
    if (from == to || to - from > MAX_LABEL_CHARS) {
      return false;
    }
    if (domain.charAt(from) == '-' || domain.charAt(to - 1) == '-') {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = domain.charAt(i);
      boolean fullWidth = c >= '\uFF01' && c <= '\uFF5E';
      if (fullWidth || !(isLetter(c) || isDigit(c) || c == '-' || c >= '\u00A1')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlainLocal(String local) {
    boolean afterDot = true; // a dot may stand neither at an end nor beside another dot
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c == '.') {
        if (afterDot) {
          return false;
        }
        afterDot = true;
      } else if (isLetter(c) || isDigit(c) || LOCAL_SYMBOLS.indexOf(c) >= 0 || isInternational(c)) {
        afterDot = false;
      } else {
        return false;
      }
    }
    return !afterDot;
  }

  private static boolean isQuoted(String local) {
    return local.charAt(0) == '"' && local.charAt(local.length() - 1) == '"';
  }

  private static boolean isQuotedLocal(String local) {
    for (int i = 1; i < local.length() - 1; i++) {
      char c = local.charAt(i);
      if (c == '\\') {
        i++;
        if (i == local.length() - 1 || !isQuotable(local.charAt(i))) {
          return false;
        }
      } else if (c == '"' || !isQuotable(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isQuotable(char c) {
    return (c >= '\u0001' && c <= '\u007F') || c == '\u00A0' || isInternational(c);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Excludes surrogates: Novu refuses characters outside the Basic Multilingual Plane. */
  private static boolean isInternational(char c) {
    return (c >= '\u00A1' && c <= '\uD7FF')
        || (c >= '\uF900' && c <= '\uFDCF')
        || (c >= '\uFDF0' && c <= '\uFFEF');
  }
}
