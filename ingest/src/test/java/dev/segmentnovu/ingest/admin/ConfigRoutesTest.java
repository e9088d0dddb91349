package dev.segmentnovu.ingest.admin;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the admin API shows about the configuration, and how a reload changes the API. */
final class ConfigRoutesTest {

  private static final String CONFIG = "/admin/config";

  private final AdminFixture relay = AdminFixture.open();

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void it_shows_the_running_configuration_and_why_a_change_was_refused() {
    JsonNode runs = json(relay.call("GET", CONFIG));
    assertThat(runs.get("file").isNull()).isTrue();
    assertThat(runs.get("loadedAt").asText()).isEqualTo("2026-01-31T12:00:00.000Z");
    assertThat(runs.get("valid").booleanValue()).isTrue();
    assertThat(runs.get("sources").get(0).asText()).isEqualTo(relay.source);
    assertThat(runs.get("errors")).isEmpty();

    relay.config.status =
        new ConfigStatus(
            Path.of("relay.yaml"),
            AdminFixture.RECEIVED,
            List.of(new ConfigError("sources.web.workflow", "unknown")));

    JsonNode refused = json(relay.call("GET", CONFIG));
    assertThat(refused.get("file").asText()).isEqualTo("relay.yaml");
    assertThat(refused.get("valid").booleanValue()).isFalse();
    assertThat(refused.get("errors").toString())
        .isEqualTo("[{\"path\":\"sources.web.workflow\",\"problem\":\"unknown\"}]");
    assertThat(relay.call("POST", CONFIG).statusCode()).isEqualTo(405);
  }

  @Test
  void the_settings_that_run_are_shown_without_secrets() {
    relay.config.status =
        new ConfigStatus(
            Path.of("relay.yaml"),
            AdminFixture.RECEIVED,
            List.of(new ConfigError("sources.web.workflow", "unknown")));

    assertThat(relay.call("GET", "/admin/settings").body())
        .isEqualTo(
            """
            {"file":"relay.yaml","loadedAt":"2026-01-31T12:00:00.000Z","valid":false,\
            "problems":["sources.web.workflow: unknown"],"items":[{"path":"redis.url","value":"127.0.0.1:6379",\
            "default":"","isDefault":false,"variable":"REDIS_URL","secret":false,"set":true,\
            "description":"The address"},{"path":"sources.web.writeKeys","value":null,"default":"",\
            "isDefault":false,"variable":null,"secret":true,"set":true,"description":"What SDKs present"}]}""");
  }

  @Test
  void a_reload_adds_and_removes_sources_with_their_gauges() {
    relay.addDeadLetter("u", "m");
    String more = relay.source + "b";
    relay.config.sources = List.of(more);

    assertThat(json(relay.call("GET", "/admin/queue")).get("sources"))
        .extracting(source -> source.get("source").asText())
        .containsExactly(more);
    assertThat(json(relay.call("GET", "/admin/dead-letters")).get("total").asInt()).isZero();
    assertThat(relay.call("GET", "/admin/dead-letters?source=" + relay.source).statusCode())
        .isEqualTo(400);
    assertThat(relay.call("POST", "/admin/users/" + relay.source + "/u/park").statusCode())
        .isEqualTo(404);
    await()
        .untilAsserted(
            () ->
                assertThat(relay.call("GET", "/metrics").body())
                    .contains("relay_queue_depth{source=\"" + more + "\"")
                    .doesNotContain("relay_queue_depth{source=\"" + relay.source + "\""));
  }
}
