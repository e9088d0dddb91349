package dev.segmentnovu.worker.mapping.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LocaleAndTimeZoneTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "de",
        "en-US",
        "en_US",
        "fil",
        "zh_Hant_TW",
        "zh-Hans",
        "es-419",
        "sl-rozaj-biske",
        "de-1996",
        "en-US-u-hc-h12",
        "x-private",
        "POSIX",
        "i-klingon",
        "sgn-BE-FR",
      })
  void a_locale_is_valid_if_novu_accepts_it(String text) {
    assertThat(LocaleTag.isValid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "e",
        "abcd",
        "en_US.UTF-8",
        "en US",
        "en-",
        "de-DE@euro",
        "i_klingon",
        "*",
        "7"
      })
  void a_locale_is_invalid_if_novu_refuses_it(String text) {
    assertThat(LocaleTag.isValid(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // text | as sent; nothing if it is left out
        "Europe/Amsterdam       | Europe/Amsterdam",
        "america/new_york       | America/New_York",
        "EUROPE/BERLIN          | Europe/Berlin",
        "America/Coyhaique      | America/Coyhaique",
        "america/ciudad_juarez  | America/Ciudad_Juarez",
        "Europe/Kyiv            | Europe/Kyiv",
        "Europe/Kiev            | Europe/Kiev",
        "Asia/Calcutta          | Asia/Calcutta",
        "US/Pacific             | US/Pacific",
        "EST                    | EST",
        "mst                    | MST",
        "HST                    | HST",
        "EST5EDT                | EST5EDT",
        "utc                    | UTC",
        "GMT                    | GMT",
        "gmt+0                  | GMT+0",
        "ROC                    | ROC",
        "Etc/GMT+5              | Etc/GMT+5",
        "+02:00                 | +02:00",
        "-0330                  | -03:30",
        "+05                    | +05:00",
        "-00:00                 | -00:00",
        "+24:00                 | ",
        "+02:60                 | ",
        "+2:00                  | ",
        "+02:0x                 | ",
        "+                      | ",
        "GMT+2:00               | ",
        "UTC+2                  | ",
        "Mars/Olympus           | ",
        "SystemV/PST8           | ",
        "PST                    | ",
        "Z                      | ",
        "Central European Time  | ",
      })
  void a_time_zone_is_normalized_to_what_novu_accepts(String text, @Nullable String sent) {
    assertThat(TimeZones.normalize(text)).isEqualTo(sent);
  }
}
