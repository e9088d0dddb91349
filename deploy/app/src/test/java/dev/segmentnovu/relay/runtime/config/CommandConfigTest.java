package dev.segmentnovu.relay.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandConfigTest {
  private static final URI SANDBOX = URI.create("http://127.0.0.1:8090");

  @TempDir private Path directory;

  @Test
  void a_sandbox_has_well_known_credentials_if_none_are_set() {
    CommandConfig.AllInOne settings = CommandConfig.allInOne(Map.of("NOVU_API_KEY", " "), SANDBOX);

    assertThat(settings.sandboxed()).isTrue();
    RelayConfig.Source source = only(settings);
    assertThat(source.writeKeys().get(0).matches("sandbox-write-key")).isTrue();
    assertThat(source.sharedSecrets().get(0).matches("sandbox-secret")).isTrue();
    assertThat(source.novu().url()).isEqualTo(SANDBOX);
  }

  @Test
  void credentials_that_are_set_stay() {
    Map<String, String> own = Map.of("SEGMENT_WRITE_KEY", "mine", "SEGMENT_SHARED_SECRET", "own");

    RelayConfig.Source source = only(CommandConfig.allInOne(own, SANDBOX));
    assertThat(source.writeKeys().get(0).matches("mine")).isTrue();
    assertThat(source.sharedSecrets().get(0).matches("own")).isTrue();
  }

  @Test
  void without_a_key_of_novu_events_go_to_the_sandbox() throws Exception {
    Map<String, String> key = Map.of("NOVU_API_KEY", "key", "SEGMENT_WRITE_KEY", "wk");
    assertThat(CommandConfig.allInOne(key, SANDBOX).sandboxed()).isFalse();

    String file =
        "sources: { web: { writeKeys: [wk], novu: { url: https://novu.example, apiKey: %s } } }";
    CommandConfig.AllInOne own = CommandConfig.allInOne(file(file.formatted("own")), SANDBOX);
    assertThat(own.sandboxed()).isFalse();
    assertThat(only(own).novu().url()).isEqualTo(URI.create("https://novu.example"));

    CommandConfig.AllInOne without =
        CommandConfig.allInOne(file(file.formatted("\"${NOVU_API_KEY}\"")), SANDBOX);
    assertThat(without.sandboxed()).isTrue();
    assertThat(only(without).novu().url()).isEqualTo(SANDBOX);
  }

  private Map<String, String> file(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("relay.yaml"), yaml);
    return Map.of("RELAY_CONFIG", file.toString());
  }

  private static RelayConfig.Source only(CommandConfig.AllInOne settings) {
    return CommandConfig.require(settings.loader().load()).sources().get(0);
  }
}
