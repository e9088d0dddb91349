package dev.segmentnovu.relay.cli.terminal;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and numbers for people. Pure but for the clock. */
public final class Times {

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final ZoneId zone;
  private final Clock clock;

  Times(ZoneId zone, Clock clock) {
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * An instant in the local zone, without the date if that is today's.
   *
   * @param instant in ISO-8601; a text that is none is returned as it is, and an empty one as a
   *     dash
   */
  public String local(String instant) {
    if (instant.isEmpty()) {
      return "-";
    }
    try {
      ZonedDateTime time = Instant.parse(instant).atZone(zone);
      return time.toLocalDate().equals(LocalDate.now(clock.withZone(zone)))
          ? TIME.format(time)
          : DATE_TIME.format(time);
    } catch (DateTimeException e) {
      return instant;
    }
  }

  /** The time now, as {@link #local} writes it. */
  public String now() {
    return local(clock.instant().toString());
  }

  /** A length of time in its two largest units: {@code 2 h 5 min}. */
  public static String span(double seconds) {
    if (seconds < 0 || Double.isNaN(seconds) || seconds > 1e12) {
      return "-";
    }
    if (seconds < 1) {
      return Math.round(seconds * 1_000) + " ms";
    }
    Duration span = Duration.ofSeconds(Math.round(seconds));
    if (span.toDays() > 0) {
      return pair(span.toDays(), "d", span.toHoursPart(), "h");
    }
    if (span.toHours() > 0) {
      return pair(span.toHours(), "h", span.toMinutesPart(), "min");
    }
    return span.toMinutes() > 0
        ? pair(span.toMinutes(), "min", span.toSecondsPart(), "s")
        : span.toSeconds() + " s";
  }

  private static String pair(long large, String unit, long small, String smallUnit) {
    return small == 0 ? large + " " + unit : large + " " + unit + " " + small + " " + smallUnit;
  }

  /** A whole number with commas: {@code 4,213}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number with its word: {@code 1 dead letter}, {@code 4,213 dead letters}. */
  public static String count(long number, String one) {
    return count(number) + " " + one + (number == 1 ? "" : "s");
  }
}
