package dev.segmentnovu.config.read;

import static dev.segmentnovu.config.read.Loading.errors;
import static dev.segmentnovu.config.read.Loading.load;
import static dev.segmentnovu.config.read.Loading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long unchanged identifies are skipped. */
final class SkipUnchangedTest {

  private static final String SOURCE =
      """
      sources:
        web:
          writeKeys: [wk]
          novu: { apiKey: nk }
      """;

  @ParameterizedTest
  @CsvSource({"1ms, 1", "90m, 5400000", "7d, 604800000", "off, 0", "'', 3600000"})
  void how_long_unchanged_identifies_are_skipped(String text, long millis) {
    RelayConfig config = valid(load(skipping(text), Map.of(), ProcessRole.BOTH));

    assertThat(config.sources().get(0).mapping().skipUnchanged())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"0s", "8d", "yes", "1"})
  void how_long_unchanged_identifies_can_not_be_skipped(String text) {
    assertThat(errors(load(skipping(text), Map.of(), ProcessRole.BOTH)))
        .containsExactly(
            "sources.web.identify.skipUnchanged: must be off, or a duration above zero and of at"
                + " most 168h, such as 10m or 1h, not '"
                + text
                + "'");
  }

  private static String skipping(String time) {
    return SOURCE + "    identify: { skipUnchanged: " + time + " }\n";
  }

  /** What is remembered of one source says nothing of what another has written. */
  @ParameterizedTest
  @CsvSource({"nk, '', 0, 0", "nk, 1h, 3600000, 0", "other, '', 3600000, 3600000"})
  void sources_of_one_environment_of_novu_skip_unchanged_identifies_only_if_set(
      String secondKey, String first, long firstMillis, long secondMillis) {
    String yaml =
        skipping(first)
            + """
              app:
                writeKeys: [wk2]
                novu: { apiKey: %s, url: https://EU.api.novu.co }
            """
                .formatted(secondKey);

    assertThat(valid(load(yaml, Map.of(), ProcessRole.BOTH)).sources())
        .extracting(source -> source.mapping().skipUnchanged().toMillis())
        .containsExactly(firstMillis, secondMillis);
  }
}
