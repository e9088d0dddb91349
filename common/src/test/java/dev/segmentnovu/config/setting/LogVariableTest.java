package dev.segmentnovu.config.setting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ConfigError;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LogVariableTest {

  @Test
  void a_wrong_value_is_an_error_that_names_the_right_ones() {
    assertThat(LogVariable.errors(Map.of("RELAY_LOG_LEVEL", "WARNING", "RELAY_LOG_FORMAT", "xml")))
        .extracting(ConfigError::toString)
        .containsExactly(
            "RELAY_LOG_LEVEL: must be one of ERROR, WARN, INFO, DEBUG, TRACE, not 'WARNING'",
            "RELAY_LOG_FORMAT: must be one of text, json, not 'xml'");
  }

  @Test
  void small_letters_and_blanks_around_a_value_are_right_and_empty_means_the_default() {
    Map<String, String> env = Map.of("RELAY_LOG_LEVEL", " debug ", "RELAY_LOG_FORMAT", "");

    assertThat(LogVariable.errors(env)).isEmpty();
    assertThat(LogVariable.LEVEL.in(env)).isEqualTo("DEBUG");
    assertThat(LogVariable.FORMAT.in(env)).isEqualTo("text");
    assertThat(LogVariable.FORMAT.in(Map.of("RELAY_LOG_FORMAT", "JSON"))).isEqualTo("json");
  }

  @Test
  void with_a_wrong_value_the_default_counts() {
    assertThat(LogVariable.LEVEL.in(Map.of("RELAY_LOG_LEVEL", "LOUD"))).isEqualTo("INFO");
  }
}
