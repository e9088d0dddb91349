package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.fixture.UpProcess;
import dev.segmentnovu.relay.embedded.RedisControl;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The all-in-one mode as a user runs it: a process, an embedded Redis, a sandbox Novu. */
class UpIT {
  /** The lease of a killed worker must expire before its users continue. */
  private static final Duration LEASE_AND_MORE = Duration.ofSeconds(90);

  private static final String DOWN = "{\"path\":\"/v1/events\",\"status\":503,\"times\":1000}";

  @TempDir private Path directory;

  private UpProcess relay;

  @BeforeEach
  void start() throws IOException {
    relay = new UpProcess(directory);
  }

  @AfterEach
  void stop() throws IOException {
    relay.close();
  }

  @Test
  void sample_events_reach_novu_the_identify_before_the_track() {
    var run = relay.send("--user", "ada", "--count", "2");

    assertThat(run.exitCode()).as(run.out() + relay.log()).isZero();
    assertThat(run.out()).endsWith("✓ workflow welcome triggered for user ada\n");
    assertThat(about("ada").get(0).path("path").asText()).startsWith("/v2/subscribers");
    assertThat(triggers("ada")).hasSize(2);
  }

  @Test
  void the_command_to_try_it_names_ports_that_are_not_the_usual_ones() {
    assertThat(relay.log())
        .containsPattern(
            "relay send --url http://127.0.0.1:\\d+/webhooks/segment --sandbox"
                + " http://127.0.0.1:\\d+\n");
  }

  @Test
  void send_finds_ports_that_are_not_the_usual_ones_in_the_data_directory() {
    var run =
        CommandLineRun.of(
            Map.of(), "send", "--data", directory.resolve("data").toString(), "--user", "ada");

    assertThat(run.exitCode()).as(run.out() + relay.log()).isZero();
    assertThat(run.out()).endsWith("✓ workflow welcome triggered for user ada\n");
  }

  @Test
  void send_does_not_wait_for_an_event_without_a_workflow() {
    var run = relay.send("--event", "Nobody Listens", "--wait", "1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("dead letter");
  }

  @Test
  void an_accepted_event_outlives_kill_9_of_the_relay() throws Exception {
    relay.fail(DOWN);
    assertThat(relay.send("--user", "ada", "--wait", "0").out()).contains("200");
    await().atMost(LEASE_AND_MORE).until(() -> !triggers("ada").isEmpty());

    relay.killAndRestart();

    assertThat(relay.log()).contains("an earlier relay left running");
    await().atMost(LEASE_AND_MORE).untilAsserted(() -> assertThat(triggers("ada")).hasSize(1));
    assertThat(triggers("ada").get(0).path("status").asInt()).isEqualTo(201);
  }

  @Test
  void sigterm_drains_stops_redis_and_loses_nothing() throws Exception {
    relay.fail(DOWN);
    assertThat(relay.send("--user", "ada", "--wait", "0").out()).contains("200");
    await().atMost(LEASE_AND_MORE).until(() -> !triggers("ada").isEmpty());

    assertThat(relay.terminate()).isEqualTo(143);
    assertThat(relay.log()).doesNotContain("did not stop");
    assertThatThrownBy(() -> new RedisControl(relay.redisPort(), null).ask("PING"))
        .isInstanceOf(IOException.class);

    relay.restart();
    await().atMost(LEASE_AND_MORE).untilAsserted(() -> assertThat(triggers("ada")).hasSize(1));
  }

  @Test
  void while_the_data_directory_is_missing_no_event_is_accepted() throws Exception {
    Path data = directory.resolve("data");
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(data, elsewhere);

    await().until(() -> relay.get(relay.adminPort(), "/health/ready") == 503);
    assertThat(relay.send("--wait", "0").out()).contains("503");
    assertThat(relay.log()).contains("was deleted or moved while the relay runs");

    Files.move(elsewhere, data);
    await().until(() -> relay.get(relay.adminPort(), "/health/ready") == 200);
    assertThat(relay.send("--wait", "0").out()).contains("200");
  }

  @Test
  void health_and_metrics_of_the_worker_are_on_the_ops_port() throws Exception {
    assertThat(relay.get(relay.opsPort(), "/health/ready")).isEqualTo(200);
    assertThat(relay.get(relay.opsPort(), "/metrics")).isEqualTo(200);
  }

  @Test
  void all_ports_that_are_taken_are_named_at_once_and_no_redis_starts() throws Exception {
    Path other = Files.createDirectories(directory.resolve("other"));
    int redis = FreePort.next();

    var ran =
        relay.command(
            "up",
            "--data=" + other,
            "--redis-port=" + redis,
            "--sandbox-port=" + relay.sandboxPort());

    assertThat(ran.exitCode()).isEqualTo(69);
    assertThat(ran.out())
        .contains("0.0.0.0:" + relay.httpPort())
        .contains("RELAY_HTTP_PORT (ingest.port)")
        .contains("RELAY_ADMIN_PORT (admin.port)")
        .contains("RELAY_OPS_PORT (ops.port)")
        .contains("--sandbox-port");
    assertThatThrownBy(() -> new RedisControl(redis, null).ask("PING"))
        .isInstanceOf(IOException.class);
  }

  private List<JsonNode> about(String userId) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode item : relay.received()) {
      if (item.path("subscriberId").asText().equals(userId)) {
        found.add(item);
      }
    }
    return found;
  }

  private List<JsonNode> triggers(String userId) {
    return about(userId).stream()
        .filter(item -> item.path("workflow").asText().equals("welcome"))
        .toList();
  }
}
