package dev.segmentnovu.worker.novu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-29T02:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0                               | PT0S",
        "7                               | PT7S",
        "' 7 '                           | PT7S",
        "3601                            | PT1H",
        "9999999                         | PT1H",
        "99999999999999999999999         | PT1H",
        // the three forms of RFC 9110 §5.6.7
        "Sun, 29 Nov 2026 02:00:40 GMT   | PT40S",
        "Sunday, 29-Nov-26 02:00:40 GMT  | PT40S",
        "Sun Nov 29 02:00:40 2026        | PT40S",
        "sun, 29 nov 2026 02:00:40 gmt   | PT40S",
        "Sun, 29 Nov 2026 02:00:00 GMT   | PT0S",
        "Sun, 29 Nov 2026 01:59:59 GMT   | PT0S",
        "Sun, 06 Nov 1994 08:49:37 GMT   | PT0S",
        "Sunday, 06-Nov-94 08:49:37 GMT  | PT0S",
        "Sun Nov  6 08:49:37 1994        | PT0S",
        "Mon, 30 Nov 2026 02:00:00 GMT   | PT1H",
      })
  void seconds_and_dates_are_read(String header, Duration wait) {
    assertThat(RetryAfter.of(header, null, NOW)).isEqualTo(wait);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "soon",
        "-1",
        "1.5",
        "1,5",
        "0x10",
        "PT5S",
        "7 s",
        "1e3",
        "+7",
        "٧",
        "2026-11-29T02:00:40Z",
        "Sun, 29 Nov 2026 02:00:40 CET",
        "Mon, 29 Nov 2026 02:00:40 GMT",
        "Sun, 31 Feb 2026 02:00:40 GMT",
        "Sun, 29 Nov 2026",
      })
  void an_unreadable_value_counts_as_absent(String header) {
    assertThat(RetryAfter.of(header, null, NOW)).isNull();
  }

  /** Both clocks may be wrong: only the sender's clock says how far its date is ahead. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 29 Nov 2026 03:00:30 GMT  | PT10S",
        "Sun, 29 Nov 2026 01:00:00 GMT  | PT1H",
        "Sun, 29 Nov 2026 09:00:00 GMT  | PT0S",
        "Sunday, 29-Nov-26 03:00:30 GMT | PT10S",
        "garbage                        | PT1H",
        "                               | PT1H",
      })
  void a_date_refers_to_the_clock_of_its_sender(@Nullable String date, Duration wait) {
    assertThat(RetryAfter.of("Sun, 29 Nov 2026 03:00:40 GMT", date, NOW)).isEqualTo(wait);
  }

  @ParameterizedTest
  @CsvSource({"9, 2026", "70, 2026", "80, 1980"})
  void a_year_of_two_digits_is_at_most_fifty_years_ahead(String year, int ignored) {
    String text = year.length() == 1 ? "0" + year : year;
    boolean past = !text.equals("70");
    // no weekday is checked here: each has one of seven, and one of them is right
    Duration wait = null;
    for (String day :
        new String[] {
          "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
        }) {
      Duration read = RetryAfter.of(day + ", 06-Nov-" + text + " 08:49:37 GMT", null, NOW);
      wait = read == null ? wait : read;
    }
    assertThat(wait).isEqualTo(past ? Duration.ZERO : Duration.ofHours(1));
  }

  @org.junit.jupiter.api.Test
  void without_the_header_there_is_no_delay() {
    assertThat(RetryAfter.of(null, "Sun, 29 Nov 2026 03:00:30 GMT", NOW)).isNull();
  }
}
