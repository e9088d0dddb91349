package dev.segmentnovu.ingest.admin.alerts;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Alerts;
import dev.segmentnovu.config.Alerts.Kind;
import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.testing.Configs;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AlertRoutesTest {

  private final AdminFixture relay = AdminFixture.open();

  @AfterEach
  void close() {
    relay.close();
  }

  private void receivers(Receiver... receivers) {
    RelayConfig defaults = Configs.defaults();
    Alerts alerts = defaults.alerts();
    relay.running =
        new RelayConfig(
            defaults.redis(),
            defaults.queue(),
            defaults.ingest(),
            defaults.admin(),
            defaults.ops(),
            new Alerts(List.of(receivers), alerts.limits(), alerts.repeat()),
            defaults.sources());
  }

  private JsonNode test() {
    HttpResponse<String> response = relay.call("POST", "/admin/alerts/test");
    assertThat(response.statusCode()).isEqualTo(200);
    return json(response).get("receivers");
  }

  @Test
  void a_test_reaches_each_receiver_whatever_it_filters() {
    var ops = new AlertReceiver(relay.vertx, "ops");
    var jobs = new AlertReceiver(relay.vertx, "jobs");
    receivers(ops.settings(), jobs.settings(Set.of(Kind.JOB), Set.of("other")));

    JsonNode results = test();

    assertThat(results).hasSize(2);
    for (JsonNode result : results) {
      assertThat(result.get("delivered").asBoolean()).isTrue();
      assertThat(result.get("status").asInt()).isEqualTo(204);
      assertThat(result.get("error").isNull()).isTrue();
      assertThat(result.get("tookMillis").isNumber()).isTrue();
    }
    assertThat(ops.types()).containsExactly("alert.test");
    assertThat(jobs.types()).containsExactly("alert.test");
  }

  @Test
  void a_test_says_of_each_receiver_why_it_does_not_work() {
    var angry = new AlertReceiver(relay.vertx, "angry");
    angry.status = number -> 401;
    var moved = new AlertReceiver(relay.vertx, "moved");
    moved.status = number -> 302;
    URI nowhere = URI.create("http://127.0.0.1:1/secret-path");
    URI unknown = URI.create("http://no-such-host.invalid/secret-path");
    var secret = new Secret(AlertReceiver.SECRET);
    receivers(
        angry.settings(),
        moved.settings(),
        new Receiver("away", nowhere, secret, Set.of(), Set.of()),
        new Receiver("unknown", unknown, secret, Set.of(), Set.of()));

    JsonNode results = test();

    assertThat(results).allMatch(result -> !result.get("delivered").asBoolean());
    assertThat(results.get(0).get("status").asInt()).isEqualTo(401);
    assertThat(results.get(0).get("error").asText()).contains("401");
    assertThat(results.get(1).get("status").asInt()).isEqualTo(302);
    assertThat(results.get(2).get("status").isNull()).isTrue();
    assertThat(results.get(2).get("error").asText())
        .isEqualTo("nothing accepts connections at http://127.0.0.1:1");
    assertThat(results.get(3).get("error").asText())
        .isEqualTo("there is no host no-such-host.invalid");
    assertThat(results.toString()).doesNotContain("secret-path");
  }

  @Test
  void a_test_without_a_receiver_is_a_409_that_says_how_to_add_one() {
    HttpResponse<String> response = relay.call("POST", "/admin/alerts/test");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(json(response).get("detail").asText()).contains("RELAY_ALERTS_URL");
  }

  @Test
  void present_and_latest_alerts_are_shown_with_the_receivers() {
    var ops = new AlertReceiver(relay.vertx, "ops");
    receivers(ops.settings(Set.of(Kind.CONFIGURATION), Set.of("web")));
    // the alerts belong to the installation, and so to the relays of earlier tests too
    await().until(() -> json(relay.call("GET", "/admin/alerts")).get("active").isEmpty());
    relay.config.status =
        new ConfigStatus(
            Path.of("/etc/relay.yaml"),
            Instant.EPOCH,
            List.of(new ConfigError("queue.lease", "is too short")));

    await().untilAsserted(() -> assertThat(ops.types()).contains("configuration.refused"));
    JsonNode shown = json(relay.call("GET", "/admin/alerts"));

    JsonNode active = shown.get("active").get(0);
    assertThat(active.get("type").asText()).isEqualTo("configuration.refused");
    assertThat(active.get("source").isNull()).isTrue();
    assertThat(active.get("message").asText()).contains("queue.lease");
    assertThat(active.get("remedy").asText()).contains("relay check");
    assertThat(Instant.parse(active.get("since").asText())).isBefore(Instant.now());
    assertThat(active.get("lastSentAt").asText()).endsWith("Z");
    assertThat(shown.get("latest").get(0).get("type").asText()).isEqualTo("configuration.refused");
    JsonNode receiver = shown.get("receivers").get(0);
    assertThat(receiver.get("name").asText()).isEqualTo("ops");
    assertThat(receiver.get("origin").asText()).startsWith("http://127.0.0.1:");
    assertThat(receiver.get("events").get(0).asText()).isEqualTo("configuration.refused");
    assertThat(receiver.get("sources").get(0).asText()).isEqualTo("web");
    assertThat(shown.toString()).doesNotContain(AlertReceiver.SECRET).doesNotContain("/alerts");

    relay.config.status = new ConfigStatus(null, Instant.EPOCH, List.of());
    await().untilAsserted(() -> assertThat(ops.types()).endsWith("configuration.accepted"));
  }
}
