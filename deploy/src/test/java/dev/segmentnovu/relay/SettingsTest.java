package dev.segmentnovu.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final URI SANDBOX = URI.create("http://127.0.0.1:8090");

  @Test
  void a_sandbox_comes_with_credentials_where_none_are_set() {
    RelayConfig config = Settings.allInOne(Settings.sandboxed(Map.of(), SANDBOX));

    RelayConfig.Source source = config.sources().get(0);
    assertThat(source.writeKeys().get(0).matches("sandbox-write-key")).isTrue();
    assertThat(source.sharedSecrets().get(0).matches("sandbox-secret")).isTrue();
    assertThat(source.novu().url()).isEqualTo(SANDBOX);
  }

  @Test
  void credentials_that_are_set_stay() {
    Map<String, String> own = Map.of("SEGMENT_WRITE_KEY", "mine", "SEGMENT_SHARED_SECRET", "own");

    RelayConfig config = Settings.allInOne(Settings.sandboxed(own, SANDBOX));
    RelayConfig.Source source = config.sources().get(0);
    assertThat(source.writeKeys().get(0).matches("mine")).isTrue();
    assertThat(source.sharedSecrets().get(0).matches("own")).isTrue();
  }

  @Test
  void the_sandbox_is_for_those_without_a_key() {
    assertThat(Settings.isSandboxed(Map.of())).isTrue();
    assertThat(Settings.isSandboxed(Map.of("NOVU_API_KEY", " "))).isTrue();
    assertThat(Settings.isSandboxed(Map.of("NOVU_API_KEY", "key"))).isFalse();
  }
}
