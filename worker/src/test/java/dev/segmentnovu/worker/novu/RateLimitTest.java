package dev.segmentnovu.worker.novu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateLimitTest {

  private static final String POLICY =
      "300;w=5;burst=330;comment=\"token bucket\";category=\"trigger\";cost=\"single\";serviceLevel=\"free\"";

  @Test
  void a_response_of_novu_states_its_limit() {
    var headers =
        Map.of("RateLimit-Policy", POLICY, "RateLimit-Remaining", "17", "RateLimit-Reset", "3");

    assertThat(RateLimit.of(headers::get))
        .contains(new RateLimit("trigger", 300, Duration.ofSeconds(5), 330, 17, 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100;w=1;category=global                  | 1 | 1  | a burst that is not named is the limit",
        " 100 ; w = 1; category = \"global\"      | 0 | 0  | spaces",
      })
  void other_spellings_of_the_headers_are_read_too(
      String policy, String remaining, String reset, String why) {
    assertThat(read(policy, remaining, reset))
        .as(why)
        .get()
        .extracting(RateLimit::limit, RateLimit::burst, RateLimit::category)
        .containsExactly(100, 100, "global");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                         | 1  | 1",
        "100;w=5;category=x        | -  | 1",
        "100;w=5;category=x        | 1  | -",
        "100;w=5                   | 1  | 1",
        "100;category=x            | 1  | 1",
        "0;w=5;category=x          | 1  | 1",
        "many;w=5;category=x       | 1  | 1",
        "100;w=5;category=x        | -1 | 1",
        "99999999999;w=5;category=x | 1 | 1",
      })
  void an_incomplete_limit_is_ignored(String policy, String remaining, String reset) {
    assertThat(read(policy, remaining, reset)).isEmpty();
  }

  private static java.util.Optional<RateLimit> read(String policy, String remaining, String reset) {
    return RateLimit.of(
        name ->
            switch (name) {
              case "RateLimit-Policy" -> policy;
              case "RateLimit-Remaining" -> remaining;
              default -> reset;
            });
  }
}
