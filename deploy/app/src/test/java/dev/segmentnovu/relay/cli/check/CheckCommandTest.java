package dev.segmentnovu.relay.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration and Novu; {@link RedisCheckTest} has the checks of Redis. */
class CheckCommandTest {

  @TempDir private Path directory;

  private CheckedServers servers;

  @BeforeEach
  void start() throws Exception {
    servers = new CheckedServers(directory);
  }

  @AfterEach
  void stop() throws Exception {
    servers.close();
  }

  @Test
  void a_novu_without_idempotency_keys_is_a_warning_that_says_what_to_switch_on() {
    servers.honoursKeys = false;
    var run = servers.check();

    assertThat(run.out())
        .contains("! default idempotency: Novu does not honour idempotency keys")
        .contains("IS_API_IDEMPOTENCY_ENABLED=true");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void a_working_setup_passes_each_check() {
    var run = servers.check();

    assertThat(run.out())
        .contains(
            "✓ configuration: no relay.yaml in ",
            ", defaults and environment variables (source default)",
            "✓ redis: 127.0.0.1:",
            "✓ redis version: 7",
            "✓ redis maxmemory-policy: noeviction",
            "✓ redis appendonly: yes",
            "✓ redis shards: 1",
            "✓ default novu: http://127.0.0.1:",
            "✓ default idempotency: Novu honours idempotency keys",
            "✓ default workflow welcome: is there")
        .doesNotContain("✗");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void workflows_that_are_missing_or_switched_off_are_named() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("relay.yaml"),
            """
            sources:
              web:
                writeKeys: [wk]
                novu: { apiKey: right }
                workflows: { A: welcome, B: a b, C: welcome, D: active, E: inactive, F: broken }
                rules: [{ workflow: asleep }]
            """);
    servers.settings.put("RELAY_CONFIG", file.toString());

    var run = servers.check("--json");

    JsonNode json = EventCodec.JSON.readTree(run.out());
    assertThat(json.path("ok").booleanValue()).isFalse();
    assertThat(json.path("checks"))
        .filteredOn(check -> !check.path("ok").booleanValue())
        .extracting(check -> check.path("check").textValue())
        .containsExactly(
            "web workflow a b",
            "web workflow asleep",
            "web workflow broken",
            "web workflow inactive");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void a_wrong_key_is_reported_and_not_shown() {
    servers.settings.put("NOVU_API_KEY", "hush");

    var run = servers.check();

    assertThat(run.out()).contains("✗ default novu:", "(NOVU_API_KEY)").doesNotContain("hush");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void an_unreachable_server_ends_with_69() {
    servers.settings.put("REDIS_URL", "redis://127.0.0.1:1");
    servers.settings.put("NOVU_API_URL", "http://127.0.0.1:1");

    var run = servers.check();

    assertThat(run.out()).contains("✗ redis: 127.0.0.1:1", "✗ default novu: http://127.0.0.1:1");
    assertThat(run.exitCode()).isEqualTo(69);
  }

  @Test
  void an_unknown_variable_is_a_hint_and_no_failure() throws Exception {
    servers.settings.put("RELAY_WORKFLOW", "A=welcome");

    var run = servers.check();

    assertThat(run.out())
        .contains(
            "! configuration: The environment variable RELAY_WORKFLOW is not a setting and has no"
                + " effect; did you mean RELAY_WORKFLOWS?");
    assertThat(run.exitCode()).isZero();
    JsonNode json = EventCodec.JSON.readTree(servers.check("--json").out());
    assertThat(json.path("ok").booleanValue()).isTrue();
    assertThat(json.path("checks"))
        .filteredOn(check -> check.path("hint").booleanValue())
        .hasSize(1);
  }

  @Test
  void the_variables_of_a_client_are_no_mistakes_and_no_hints() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("relay.yaml"),
            """
            admin:
              tokens: [{ name: on-call, role: operator, token: token-of-on-call-1 }]
            sources:
              web: { writeKeys: [wk], novu: { apiKey: right }, workflows: { A: welcome } }
            """);
    servers.settings.put("RELAY_CONFIG", file.toString());
    servers.settings.put("RELAY_ADMIN_TOKEN", "token-of-on-call-1");
    servers.settings.put("RELAY_ADMIN_URL", "https://relay.example:8081");

    var run = servers.check();

    assertThat(run.out()).doesNotContain("✗", "RELAY_ADMIN");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void mistakes_of_the_configuration_end_with_78() {
    servers.settings.remove("SEGMENT_WRITE_KEY");
    assertThat(servers.check("--for=worker").exitCode()).isZero();

    var run = servers.check("--for=ingest");

    assertThat(run.out())
        .startsWith("✗ configuration: sources.default.writeKeys (SEGMENT_WRITE_KEY): is required");
    assertThat(run.exitCode()).isEqualTo(78);
  }
}
