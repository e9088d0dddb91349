package dev.segmentnovu.relay.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimesTest {

  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-29T23:30:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "2026-11-29T23:00:00Z, Europe/Berlin, 00:00:00",
    "2026-11-29T22:59:59Z, Europe/Berlin, 2026-11-29 23:59:59",
    "2026-11-29T22:59:59.123Z, UTC, 22:59:59",
    "yesterday, UTC, yesterday",
    "'', UTC, -"
  })
  void an_instant_is_shown_in_the_local_zone(String instant, String zone, String shown) {
    assertThat(new Times(ZoneId.of(zone), NOW).local(instant)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0124, 12 ms",
    "59.4, 59 s",
    "60, 1 min",
    "125, 2 min 5 s",
    "7500, 2 h 5 min",
    "90000, 1 d 1 h",
    "-1, -",
    "NaN, -"
  })
  void a_length_of_time_is_shown_in_two_units(double seconds, String shown) {
    assertThat(Times.span(seconds)).isEqualTo(shown);
  }
}
