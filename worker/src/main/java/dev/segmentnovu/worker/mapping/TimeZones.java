package dev.segmentnovu.worker.mapping;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The time zones that Novu takes: those of JavaScript's {@code Intl}. These are the ids of the IANA
 * database in upper or lower case, and offsets such as {@code +02:00}. An id that is not known here
 * is left out, however well it looks: for one that Novu does not know either, Novu refuses the
 * whole subscriber, or drops a recipient without a word.
 */
final class TimeZones {

  /**
   * Ids of the IANA database that Java leaves out, and those that are newer than the first Java 17.
   */
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

  /** Java's own, which the IANA database does not have. */
  private static final String ONLY_IN_JAVA = "SystemV/";

  /** Ids as the database writes them, by themselves and by their lower case. */
  private static final Map<String, String> IDS = ids();

  private TimeZones() {}

  private static Map<String, String> ids() {
    Map<String, String> ids = new HashMap<>();
    for (String id : ZoneId.getAvailableZoneIds()) {
      if (!id.startsWith(ONLY_IN_JAVA)) {
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
   * The time zone that {@code text} names.
   *
   * @return an id as the database writes it, or an offset as {@code +02:00}; null if it is neither
   */
  static @Nullable String of(String text) {
    String id = IDS.get(text);
    if (id == null && !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-')) {
      return offset(text);
    }
    return id == null ? IDS.get(text.toLowerCase(Locale.ROOT)) : id;
  }

  /** {@code +02:00}; {@code +0200} and {@code +02} mean the same. */
  private static @Nullable String offset(String text) {
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
    boolean exists =
        digits.compareTo("2359") <= 0 && digits.charAt(2) < '6'; // 23 hours, 59 minutes
    return exists ? text.charAt(0) + digits.substring(0, 2) + ":" + digits.substring(2) : null;
  }
}
