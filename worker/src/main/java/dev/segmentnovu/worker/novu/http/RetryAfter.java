package dev.segmentnovu.worker.novu.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Retry-After} (RFC 9110 §10.2.3): a number of seconds, which is what Novu sends, or a
 * date, which proxies and content delivery networks send as well. Pure.
 */
public final class RetryAfter {

  /** A wrong clock or a faulty proxy must not stop a source for days. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final Pattern SECONDS = Pattern.compile("\\d+");

  /** A longer number is more than an hour, and might not fit into a long. */
  private static final int MAX_DIGITS = 9;

  private static final String TIME = "HH:mm:ss";

  /** The present form of a date in HTTP: {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static final DateTimeFormatter IMF_FIXDATE =
      format().appendPattern("EEE, dd MMM yyyy " + TIME + " 'GMT'").toFormatter(Locale.ENGLISH);

  /** The form of C's {@code asctime}: {@code Sun Nov 6 08:49:37 1994}. */
  private static final DateTimeFormatter ASCTIME =
      format().appendPattern("EEE MMM ppd " + TIME + " yyyy").toFormatter(Locale.ENGLISH);

  private RetryAfter() {}

  /**
   * How long to wait.
   *
   * @param header the value of {@code Retry-After}, or null
   * @param date the value of the response's {@code Date}, or null: the clock of the sender, which a
   *     date in {@code header} refers to
   * @param now the clock of this machine, for a response without a readable {@code Date}
   * @return from zero (also for a time in the past) to an hour; null if {@code header} is absent or
   *     in no form of RFC 9110
   */
  public static @Nullable Duration of(@Nullable String header, @Nullable String date, Instant now) {
    if (header == null) {
      return null;
    }
    String text = header.strip();
    if (SECONDS.matcher(text).matches()) {
      return text.length() > MAX_DIGITS
          ? LONGEST
          : bounded(Duration.ofSeconds(Long.parseLong(text)));
    }
    Instant until = date(text, now);
    if (until == null) {
      return null;
    }
    Instant sent = date == null ? null : date(date.strip(), now);
    return bounded(Duration.between(sent == null ? now : sent, until));
  }

  private static Duration bounded(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static @Nullable Instant date(String text, Instant now) {
    for (DateTimeFormatter form : List.of(IMF_FIXDATE, rfc850(now), ASCTIME)) {
      try {
        return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        // another form, or no date
      }
    }
    return null;
  }

  /**
   * {@code Sunday, 06-Nov-94 08:49:37 GMT}. RFC 9110: a year that would be more than 50 years ahead
   * is of the past century.
   */
  private static DateTimeFormatter rfc850(Instant now) {
    int firstYear = now.atOffset(ZoneOffset.UTC).getYear() - 49;
    return format()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, firstYear)
        .appendPattern(" " + TIME + " 'GMT'")
        .toFormatter(Locale.ENGLISH);
  }

  private static DateTimeFormatterBuilder format() {
    return new DateTimeFormatterBuilder().parseCaseInsensitive();
  }
}
