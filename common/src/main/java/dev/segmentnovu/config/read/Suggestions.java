package dev.segmentnovu.config.read;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the name that was likely meant. */
final class Suggestions {

  private Suggestions() {}

  /** The known name most like {@code given}; empty if none is like it. */
  static Optional<String> to(String given, Collection<String> known) {
    String small = given.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(small, name.toLowerCase(Locale.ROOT))))
        .filter(name -> isSlip(small, name.toLowerCase(Locale.ROOT)));
  }

  private static boolean isSlip(String given, String name) {
    int shorter = Math.min(given.length(), name.length());
    return distance(given, name) <= Math.max(1, shorter / 3)
        || (given.length() > 2 && name.startsWith(given));
  }

  /** Levenshtein's: how many characters must be added, removed or changed. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
