package dev.segmentnovu.worker.mapping;

import java.nio.charset.StandardCharsets;

/**
 * Whether Novu takes a text as an e-mail address. Novu asks {@code isEmail} of class-validator, so
 * this follows its rules, and not those of RFC 5322.
 */
final class EmailAddress {

  private static final int MOST = 254;
  private static final int MOST_LOCAL_BYTES = 64;
  private static final int MOST_LABEL = 63;
  private static final String LOCAL_MARKS = "!#$%&'*+-/=?^_`{|}~";

  private EmailAddress() {}

  /** Whether {@code text} is an address: {@code jane@example.com}, with no name before it. */
  static boolean isValid(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || text.length() > MOST) {
      return false;
    }
    String local = text.substring(0, at);
    String domain = text.substring(at + 1);
    return local.getBytes(StandardCharsets.UTF_8).length <= MOST_LOCAL_BYTES
        && domain.getBytes(StandardCharsets.UTF_8).length <= MOST
        && isDomain(domain)
        && (isQuoted(local) ? isQuotedLocal(local) : isPlainLocal(local));
  }

  private static boolean isDomain(String domain) {
    int end = domain.lastIndexOf('.');
    if (end < 0 || !isTopLevel(domain.substring(end + 1))) {
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

  private static boolean isTopLevel(String label) {
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
    if (from == to || to - from > MOST_LABEL) {
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
    boolean dot = true; // neither at the ends nor next to another
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c == '.') {
        if (dot) {
          return false;
        }
        dot = true;
      } else if (isLetter(c) || isDigit(c) || LOCAL_MARKS.indexOf(c) >= 0 || isInternational(c)) {
        dot = false;
      } else {
        return false;
      }
    }
    return !dot;
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

  /** No surrogate: Novu refuses characters beyond the basic plane. */
  private static boolean isInternational(char c) {
    return (c >= '\u00A1' && c <= '\uD7FF')
        || (c >= '\uF900' && c <= '\uFDCF')
        || (c >= '\uFDF0' && c <= '\uFFEF');
  }
}
