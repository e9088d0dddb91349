package dev.segmentnovu.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigHintsTest {

  @TempDir private Path directory;

  private List<String> hints(Map<String, String> env) {
    return ConfigHints.of(env, directory, null, "");
  }

  @Test
  void a_variable_that_nothing_reads_is_named_with_the_one_that_was_likely_meant() {
    assertThat(hints(Map.of("RELAY_HTTP_PROT", "1", "RELAY_COLOUR", "x", "PATH", "x")))
        .containsExactly(
            "The environment variable RELAY_COLOUR is not a setting and has no effect",
            "The environment variable RELAY_HTTP_PROT is not a setting and has no effect; did you"
                + " mean RELAY_HTTP_PORT?");
  }

  @Test
  void every_variable_of_the_default_file_is_known() {
    for (String name : Placeholders.variables(ConfigLoader.defaultFile())) {
      assertThat(hints(Map.of(name, "x"))).as(name).isEmpty();
    }
    assertThat(hints(Map.of("RELAY_CONFIG", "x", "RELAY_HOME", "x", "RELAY_JAVA_OPTS", "x")))
        .isEmpty();
  }

  @Test
  void the_address_that_commands_call_is_known() {
    assertThat(hints(Map.of("RELAY_ADMIN_URL", "http://127.0.0.1:8081"))).isEmpty();
  }

  @Test
  void a_variable_that_the_file_names_is_known() {
    String file = "sources: { web: { writeKeys: [\"${RELAY_KEY_OF_WEB}\"] } }";

    assertThat(ConfigHints.of(Map.of("RELAY_KEY_OF_WEB", "x"), directory, null, file)).isEmpty();
  }

  @Test
  void a_file_in_the_other_spelling_is_named_unless_another_is_read() throws IOException {
    Path other = Files.createFile(directory.resolve("relay.yml"));

    assertThat(hints(Map.of()))
        .containsExactly(
            other
                + " is not read: the relay reads relay.yaml. Rename it, or name it in"
                + " RELAY_CONFIG");
    assertThat(ConfigHints.of(Map.of(), directory, directory.resolve("relay.yaml"), "")).isEmpty();
  }
}
