package dev.segmentnovu.ingest.admin.status;

import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.IngestSettings;
import dev.segmentnovu.testing.Configs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Segment and its SDKs send the events of a source. */
final class EntryPointUrlsTest {

  private final RelayConfig.Source both =
      source("web").writeKeys("key").sharedSecrets("secret").build();
  private final RelayConfig.Source sdk = source("sdk").writeKeys("other").build();

  private static RelayConfig config(String host, RelayConfig.Source... sources) {
    return Configs.with(IngestSettings.HOST, host)
        .and(IngestSettings.PORT_NUMBER, 8080)
        .config()
        .withSources(List.of(sources));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, relay.example, http://relay.example:8080",
    "'', relay.example, http://relay.example:8080",
    "'::', '::1', http://[::1]:8080",
    "127.0.0.1, relay.example, http://127.0.0.1:8080",
    "10.0.0.7, relay.example, http://10.0.0.7:8080"
  })
  void an_ingest_on_all_addresses_has_the_host_that_was_asked(
      String bound, String asked, String base) {
    var urls = new EntryPointUrls(config(bound, both, sdk), asked);

    assertThat(urls.tracking(both)).isEqualTo(base + "/v1");
    assertThat(urls.webhooks(both))
        .containsExactly(base + "/webhooks/segment/web", base + "/webhooks/segment");
  }

  @Test
  void a_source_without_a_secret_takes_no_webhooks_and_one_without_a_key_no_calls() {
    RelayConfig.Source hook = source("hook").sharedSecrets("secret-2").build();
    var urls = new EntryPointUrls(config("127.0.0.1", both, sdk, hook), "x");

    assertThat(urls.webhooks(sdk)).isEmpty();
    assertThat(urls.tracking(hook)).isNull();
    assertThat(urls.webhooks(hook))
        .as("the path without a name stands for the only taker")
        .containsExactly("http://127.0.0.1:8080/webhooks/segment/hook");
  }
}
