package dev.segmentnovu.sandbox.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zones were tested on Node.js with {@code Intl.DateTimeFormat}, the offsets on Novu. */
class FormatsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "europe/berlin",
        "EST",
        "est",
        "MST",
        "HST",
        "PST",
        "UTC",
        "GMT",
        "GMT0",
        "Etc/GMT+1",
        "EST5EDT",
        "US/Pacific-New",
        "America/Coyhaique",
        "ROC",
        "Asia/Calcutta",
        "+02:00",
        "-0930",
        "+14",
        "-23:59"
      })
  void intl_accepts_these_time_zones(String zone) {
    assertThat(Formats.isTimeZone(zone)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " Europe/Berlin",
        "Mars/Olympus",
        "GMT+1",
        "UTC+2",
        "Z",
        "UT",
        "Factory",
        "+2",
        "+24:00",
        "+02:60",
        "+02:00:00",
        "GMT+00:00",
        "posixrules"
      })
  void intl_rejects_these_time_zones(String zone) {
    assertThat(Formats.isTimeZone(zone)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "de",
        "en-US",
        "en_US",
        "zh-Hans-CN",
        "sr_Latn_RS",
        "es-419",
        "sl-rozaj",
        "POSIX",
        "english",
        "i-klingon",
        "zh-min-nan",
        "x-private",
        "de-DE-u-co-phonebk"
      })
  void validator_js_accepts_these_locales(String locale) {
    assertThat(Formats.isLocale(locale)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "C", "e", "en-", "en US", " en", "de_DE.UTF-8", "en-USAA-x", "1234"})
  void validator_js_rejects_these_locales(String locale) {
    assertThat(Formats.isLocale(locale)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a@b.co", "a.b+c@sub.example.com", "ü@example.com", "a@exämple.de", "A@B.COM"})
  void validator_js_accepts_these_addresses(String address) {
    assertThat(Formats.isEmail(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "not-an-email",
        "a@b",
        " a@b.co",
        "a@b.co ",
        "a b@c.co",
        "a@@b.co",
        "@b.co",
        "a@.co",
        "a@b..co",
        "a.@b.co",
        ".a@b.co",
        "a@-b.co",
        "a@b.c",
        "a@b_c.co",
        "Ada <a@b.co>"
      })
  void validator_js_rejects_these_addresses(String address) {
    assertThat(Formats.isEmail(address)).isFalse();
  }
}
