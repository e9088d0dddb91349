package dev.segmentnovu.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "header 'ApiKey sk_live' refused | header 'ApiKey ******' refused",
        "sk_livesk_live                  | ************",
        "nothing of it                   | nothing of it",
      })
  void a_secret_is_hidden_wherever_a_text_has_it(String text, String hidden) {
    assertThat(new Secret("sk_live").hideIn(text)).isEqualTo(hidden);
  }

  /** A library may escape the line break, or cut the text there. */
  @Test
  void a_secret_in_several_lines_is_hidden_in_parts() {
    var secret = new Secret("first\nsecond");
    assertThat(secret.hideIn("bad value: first\nsecond")).isEqualTo("bad value: ******\n******");
    assertThat(secret.hideIn("bad value: first\\nsecond")).doesNotContain("first", "second");
    assertThat(secret.hideIn("bad value: first")).isEqualTo("bad value: ******");
  }

  @Test
  void an_empty_secret_hides_nothing() {
    assertThat(new Secret("").hideIn("a text")).isEqualTo("a text");
  }

  @Test
  void the_text_form_of_a_secret_does_not_show_it() {
    assertThat(new Secret("sk_live")).hasToString("******");
  }
}
