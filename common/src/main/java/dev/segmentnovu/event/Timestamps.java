package dev.segmentnovu.event;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads a time of the years 1970 to 9999 as Segment's SDKs write it: ISO 8601 with or without
 * separators, with any number of fraction digits, with a blank for the {@code T} (Python, Ruby),
 * with {@code +0000} (PHP, Java), without a zone, which means UTC, or only a day.
 */
final class Timestamps {

  /** A later year is a mistake, and the arithmetic could overflow. */
  private static final int LAST_YEAR = 9999;

  /** A zero stands for any digit. */
  private static final String PLAIN = "0000-00-00T00:00:00.000Z";

  private static final int NANO_DIGITS = 9;
  private static final int UNREADABLE = -1;

  private final String text;
  private int at;

  private Timestamps(String text) {
    this.text = text;
  }

  /** The instant that {@code text} names; null if it is no time that this class reads. */
  static @Nullable Instant parse(String text) {
    try {
      Instant plain = plain(text);
      Instant time = plain == null ? new Timestamps(text.strip()).general() : plain;
      return time == null || time.isBefore(Instant.EPOCH) ? null : time;
    } catch (DateTimeException e) {
      return null; // no such day or hour
    }
  }

  /**
   * Reads the form that Segment and most SDKs write, {@code 2026-01-02T03:04:05.678Z}, quickly,
   * because every event has several times. Null for any other form.
   */
  private static @Nullable Instant plain(String iso) {
    if (iso.length() != PLAIN.length() || iso.charAt(0) == '0') {
      return null;
    }
    int[] fields = new int[7];
    int field = 0;
    for (int i = 0; i < PLAIN.length(); i++) {
      char is = iso.charAt(i);
      if (PLAIN.charAt(i) == '0') {
        if (is < '0' || is > '9') {
          return null;
        }
        fields[field] = fields[field] * 10 + (is - '0');
      } else if (is == PLAIN.charAt(i)) {
        field++;
      } else {
        return null;
      }
    }
    if (fields[3] > 23 || fields[5] > 59) {
      return null;
    }
    return LocalDateTime.of(
            fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6] * 1_000_000)
        .toInstant(ZoneOffset.UTC);
  }

  private @Nullable Instant general() {
    LocalDate day = day();
    if (day == null || day.getYear() > LAST_YEAR) {
      return null;
    }
    Duration sinceMidnight = Duration.ZERO;
    if (at < text.length()) {
      Duration time = isIn("Tt ") ? time() : null;
      if (time == null) {
        return null;
      }
      sinceMidnight = time;
    }
    Duration offset = offset();
    return offset == null || at < text.length()
        ? null
        : day.atStartOfDay().toInstant(ZoneOffset.UTC).plus(sinceMidnight).minus(offset);
  }

  /** {@code 2014-04-04}, {@code 20140404}, or with the day of the year, {@code 2014-094}. */
  private @Nullable LocalDate day() {
    int year = digits(4);
    if (year == UNREADABLE) {
      return null;
    }
    boolean separated = skip("-");
    int rest = digitsAhead();
    if (rest == 3) {
      return LocalDate.ofYearDay(year, digits(3));
    }
    if (rest != (separated ? 2 : 4)) {
      return null;
    }
    int month = digits(2);
    if (separated && !skip("-")) {
      return null;
    }
    int day = digits(2);
    return day == UNREADABLE ? null : LocalDate.of(year, month, day);
  }

  /** {@code 03:04:05.678}, {@code 030405,678}, {@code 03:04}, {@code 0304} or {@code 03}. */
  private @Nullable Duration time() {
    at++;
    int hour = digits(2);
    int minute = 0;
    int second = 0;
    int nanos = 0;
    boolean separated = skip(":");
    if (separated || digitsAhead() >= 2) {
      minute = digits(2);
      if (separated ? skip(":") : digitsAhead() >= 2) {
        second = digits(2);
        nanos = skip(".,") ? fraction() : 0;
      }
    }
    // 24:00 is the end of the day; a leap second counts as the first second of the next minute
    boolean endOfDay = hour == 24 && minute == 0 && second == 0 && nanos == 0;
    boolean valid =
        hour >= 0
            && (hour <= 23 || endOfDay)
            && minute >= 0
            && minute <= 59
            && second >= 0
            && second <= 60
            && nanos >= 0;
    return valid ? Duration.ofSeconds(3600L * hour + 60L * minute + second, nanos) : null;
  }

  /** Nanoseconds; further digits are cut off. */
  private int fraction() {
    int digits = digitsAhead();
    if (digits == 0) {
      return UNREADABLE;
    }
    int nanos = 0;
    for (int i = 0; i < NANO_DIGITS; i++) {
      nanos = 10 * nanos + (i < digits ? text.charAt(at + i) - '0' : 0);
    }
    at += digits;
    return nanos;
  }

  /**
   * {@code Z}, {@code UTC}, {@code +01:00}, {@code +0100}, {@code +01}, or nothing; null for
   * anything else.
   */
  private @Nullable Duration offset() {
    skip(" ");
    if (skip("Zz") || skipWord("UTC") || skipWord("GMT")) {
      return zoneName(Duration.ZERO);
    }
    if (at == text.length()) {
      return Duration.ZERO;
    }
    boolean west = isIn("-");
    if (!skip("+-")) {
      return null;
    }
    int hours = digits(2);
    int minutes = skip(":") || digitsAhead() > 0 ? digits(2) : 0;
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return null;
    }
    Duration offset = Duration.ofMinutes(60L * hours + minutes);
    return zoneName(west ? offset.negated() : offset);
  }

  /** Steps over the name of a zone that Java writes behind the offset: {@code [Europe/Paris]}. */
  private Duration zoneName(Duration offset) {
    if (isIn("[") && text.endsWith("]")) {
      at = text.length();
    }
    return offset;
  }

  private int digitsAhead() {
    int i = at;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i - at;
  }

  /** The number that the next {@code count} digits make. */
  private int digits(int count) {
    if (digitsAhead() < count) {
      return UNREADABLE;
    }
    int number = 0;
    for (int end = at + count; at < end; at++) {
      number = 10 * number + text.charAt(at) - '0';
    }
    return number;
  }

  private boolean isIn(String characters) {
    return at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
  }

  private boolean skip(String oneOf) {
    boolean skipped = isIn(oneOf);
    at += skipped ? 1 : 0;
    return skipped;
  }

  private boolean skipWord(String word) {
    boolean skipped = text.startsWith(word, at);
    at += skipped ? word.length() : 0;
    return skipped;
  }
}
