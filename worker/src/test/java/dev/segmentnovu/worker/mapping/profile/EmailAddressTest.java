package dev.segmentnovu.worker.mapping.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EmailAddressTest {

  /** The results of validator.js 13.12, which class-validator uses. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a@b.co                         | true",
        "first.last+tag@sub.example.com | true",
        "o'neil@example.com             | true",
        "!#$%&*-/=?^_{}~@example.com    | true",
        "é@ü.de                         | true",
        "a@müller.example               | true",
        "a@xn--p1ai.xn--p1ai            | true",
        "\"a b\"@x.co                   | true",
        "\"\"@x.co                      | true",
        "\"a\\\"b\"@x.co                | true",
        "a@1.de                         | true",
        "a@b.c                          | false",
        "not-an-email                   | false",
        "a@localhost                    | false",
        "a@b_c.de                       | false",
        "a@-b.co                        | false",
        "a@b-.co                        | false",
        "a@b..co                        | false",
        "a@x.co.                        | false",
        "a@.co                          | false",
        "a@1.12                         | false",
        "a@1.2.3.4                      | false",
        "a@[1.2.3.4]                    | false",
        "a.@x.co                        | false",
        ".a@x.co                        | false",
        "a..b@x.co                      | false",
        "@x.co                          | false",
        "a@                             | false",
        "a b@x.co                       | false",
        "a@x y.co                       | false",
        "a@b@c.de                       | false",
        "a,b@x.co                       | false",
        "Jane <a@b.co>                  | false",
        "mailto:a@b.co                  | false",
        "\"a\"b\"@x.co                  | false",
        "😀@x.co                        | false",
        "a@x.c©                         | false",
      })
  void an_address_is_valid_if_novu_accepts_it(String text, boolean valid) {
    assertThat(EmailAddress.isValid(text)).isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource({
    "64, 3, true",
    "65, 3, false",
    "1, 63, true",
    "1, 64, false",
  })
  void the_parts_have_a_maximum_length(int local, int label, boolean valid) {
    assertThat(EmailAddress.isValid("a".repeat(local) + "@" + "b".repeat(label) + ".co"))
        .isEqualTo(valid);
  }
}
