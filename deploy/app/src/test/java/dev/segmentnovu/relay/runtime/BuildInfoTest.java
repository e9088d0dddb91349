package dev.segmentnovu.relay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

class BuildInfoTest {

  private static Manifest manifest(String line) throws IOException {
    String text = "Manifest-Version: 1.0\n" + line + "\n";
    return new Manifest(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void the_commit_is_that_of_the_manifest() throws IOException {
    assertThat(BuildInfo.commit(manifest("Relay-Commit: 5f1c0de"))).isEqualTo("5f1c0de");
  }

  @Test
  void without_a_commit_it_is_unknown() throws IOException {
    assertThat(BuildInfo.commit(manifest("Built-By: hand"))).isEqualTo("unknown");
    assertThat(BuildInfo.commit(manifest("Relay-Commit:  "))).isEqualTo("unknown");
    assertThat(BuildInfo.commit(manifest("Relay-Commit: ${git.commit.id.full}")))
        .as("built outside of a clone")
        .isEqualTo("unknown");
    assertThat(BuildInfo.commit(null)).isEqualTo("unknown");
  }

  @Test
  void classes_outside_of_a_jar_have_neither() {
    assertThat(BuildInfo.ofThisRelay()).isEqualTo(new BuildInfo("not packaged", "unknown"));
  }
}
