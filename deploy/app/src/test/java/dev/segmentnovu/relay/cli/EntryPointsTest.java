package dev.segmentnovu.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.setting.IngestSettings;
import dev.segmentnovu.config.setting.SourceSettings;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Sources;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EntryPointsTest {

  @Test
  void each_source_has_a_line_for_each_entry_point() {
    var both = config("0.0.0.0", source("web", "wk", "ss"), source("app", "wk-2", "ss-2"));

    assertThat(new EntryPoints(both, 8080).lines())
        .containsExactly(
            "Webhooks of source web: http://127.0.0.1:8080/webhooks/segment/web",
            "SDKs of source web: http://127.0.0.1:8080/v1, with its write key",
            "Webhooks of source app: http://127.0.0.1:8080/webhooks/segment/app",
            "SDKs of source app: http://127.0.0.1:8080/v1, with its write key");
  }

  @Test
  void the_only_source_with_webhooks_needs_no_name() {
    var one = config("0.0.0.0", source("app", "wk", ""), source("web", "", "ss"));

    assertThat(new EntryPoints(one, 8080).lines())
        .containsExactly(
            "SDKs of source app: http://127.0.0.1:8080/v1, with its write key",
            "Webhooks of source web: http://127.0.0.1:8080/webhooks/segment");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 127.0.0.1",
    "::, 127.0.0.1",
    "10.0.0.7, 10.0.0.7",
    "relay.example, relay.example",
    "fd00::7, [fd00::7]"
  })
  void an_ingest_on_all_addresses_is_shown_with_an_address_that_can_be_reached(
      String bound, String named) {
    assertThat(new EntryPoints(config(bound, source("web", "", "ss")), 9).lines())
        .containsExactly("Webhooks of source web: http://" + named + ":9/webhooks/segment");
  }

  private static RelayConfig config(String host, RelayConfig.Source... sources) {
    return Configs.with(IngestSettings.HOST, host).config(sources);
  }

  private static RelayConfig.Source source(String name, String writeKey, String sharedSecret) {
    return Sources.source(name)
        .with(SourceSettings.WRITE_KEYS, secrets(writeKey))
        .with(SourceSettings.SHARED_SECRETS, secrets(sharedSecret))
        .build();
  }

  private static List<Secret> secrets(String text) {
    return text.isEmpty() ? List.of() : List.of(new Secret(text));
  }
}
