package dev.segmentnovu.config.read;

import static dev.segmentnovu.config.read.Loading.errors;
import static dev.segmentnovu.config.read.Loading.load;
import static dev.segmentnovu.config.read.Loading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class YamlReaderTest {

  private static final String NOVU = "    novu: { apiKey: nk }\n";

  @Test
  void a_syntax_error_names_its_line_and_does_not_show_its_text() {
    assertThat(errors(load("queue:\n  shards: 1\n token: 'hush\n", Map.of(), ProcessRole.BOTH)))
        .singleElement()
        .asString()
        .startsWith("relay.yaml: is not valid YAML at line 3, column 2: ")
        .doesNotContain("hush");
    assertThat(errors(load("- just\n- a list", Map.of(), ProcessRole.BOTH)))
        .containsExactly("relay.yaml: must be a map of settings, as in redis: and sources:");
  }

  @Test
  void a_key_that_is_there_twice_is_an_error_that_names_both_lines() {
    String yaml = "sources:\n  web:\n    writeKeys: [a]\n" + NOVU + "  web:\n    writeKeys: [b]\n";

    assertThat(errors(load(yaml, Map.of(), ProcessRole.BOTH)))
        .containsExactly("sources.web: is there twice, at lines 2 and 5");
  }

  @Test
  void values_are_read_as_they_are_written() {
    String yaml = "sources:\n  web:\n    writeKeys: [0123, 1e5, yes, 2026-01-01, ~]\n" + NOVU;

    assertThat(valid(load(yaml, Map.of(), ProcessRole.BOTH)).sources().get(0).writeKeys())
        .extracting(Secret::value)
        .containsExactly("0123", "1e5", "yes", "2026-01-01");
  }

  @Test
  void an_alias_stands_for_what_it_names() {
    String yaml =
        """
        sources:
          web: { writeKeys: [a], novu: &novu { apiKey: nk } }
          app: { writeKeys: [b], novu: *novu }
        """;

    assertThat(valid(load(yaml, Map.of(), ProcessRole.BOTH)).sources())
        .extracting(source -> source.novu().apiKey().value())
        .containsExactly("nk", "nk");
  }

  @Test
  void aliases_that_multiply_or_circle_are_refused() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String last = "*a" + (i - 1);
      bomb.append("a" + i + ": &a" + i + " [").append((last + ", ").repeat(9)).append(last + "]\n");
    }
    assertThat(errors(load(bomb.toString(), Map.of(), ProcessRole.BOTH)))
        .singleElement()
        .asString()
        .startsWith("relay.yaml: ");
    assertThat(errors(load("a: &a { b: *a }", Map.of(), ProcessRole.BOTH)))
        .containsExactly(
            "relay.yaml: has aliases that make it too large or too deep; write it out");
    assertThat(errors(load("a: " + "[".repeat(1_000), Map.of(), ProcessRole.BOTH)))
        .singleElement()
        .asString()
        .startsWith("relay.yaml: ");
  }
}
