package dev.segmentnovu.worker.mapping.profile;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The time zones that Novu accepts: those of JavaScript's {@code Intl}. These are the ids of the
 * IANA database in upper or lower case, and offsets such as {@code +02:00}. An unknown id is left
 * out even if it looks valid: if Novu does not know it, Novu refuses the whole subscriber or
 * silently drops the recipient.
 */
final class TimeZones {

  /** Ids of the IANA database that Java omits, and ids that are newer than the first Java 17. */
  private static final List<String> NOT_IN_JAVA =
      List.of(
          "EST",
          "MST",
          "HST",
          "ROC",
          "GMT+0",
          "GMT-0",
          "Pacific/Kanton",
          "Europe/Kyiv",
          "America/Ciudad_Juarez",
          "America/Coyhaique");

  /** The prefix of ids that Java has and the IANA database does not. */
  private static final String JAVA_ONLY_PREFIX = "SystemV/";

  /** The ids as the database writes them; the keys are the ids and their lower-case forms. */
  private static final Map<String, String> IDS = ids();

  private TimeZones() {}

  private static Map<String, String> ids() {
    Map<String, String> ids = new HashMap<>();
    for (String id : ZoneId.getAvailableZoneIds()) {
      if (!id.startsWith(JAVA_ONLY_PREFIX)) {
        ids.put(id, id);
      }
    }
    NOT_IN_JAVA.forEach(id -> ids.put(id, id));
    for (String id : List.copyOf(ids.values())) {
      ids.put(id.toLowerCase(Locale.ROOT), id);
    }
    return Map.copyOf(ids);
  }

  /**
   * The time zone that {@code text} names, in the form that Novu accepts.
   *
   * @return an id as the database writes it, or an offset such as {@code +02:00}; null if {@code
   *     text} is neither
   */
  static @Nullable String normalize(String text) {
    String id = IDS.get(text);
    if (id == null && !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-')) {
      return normalizeOffset(text);
    }
    return id == null ? IDS.get(text.toLowerCase(Locale.ROOT)) : id;
  }

  /** Reads {@code +02:00}, {@code +0200} and {@code +02}, which mean the same; null for others. */
  private static @Nullable String normalizeOffset(String text) {
    String digits =
        text.length() == 6 && text.charAt(3) == ':'
            ? text.substring(1, 3) + text.substring(4)
            : text.length() == 3 ? text.substring(1) + "00" : text.substring(1);
    if (digits.length() != 4) {
      return null;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return null;
      }
    }
    // at most 23 hours and 59 minutes
    boolean valid = digits.compareTo("2359") <= 0 && digits.charAt(2) < '6';
    return valid ? text.charAt(0) + digits.substring(0, 2) + ":" + digits.substring(2) : null;
  }
}
