package dev.segmentnovu.relay.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.UpNote;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.sandbox.SandboxNovu;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command against a server that checks signatures as the relay does, and a sandbox. */
class SendCommandTest {
  private final Vertx vertx = Vertx.vertx();
  private final SandboxNovu novu = new SandboxNovu(SandboxOptions.onPort(0).withInactive("paused"));
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final Set<String> paths = new ConcurrentSkipListSet<>();

  @TempDir private Path directory;

  private URI relay = URI.create("http://127.0.0.1");

  @BeforeEach
  void start() throws Exception {
    vertx.deployVerticle(novu).await(10, TimeUnit.SECONDS);
    var server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    relay = URI.create("http://127.0.0.1:" + server.actualPort() + "/webhooks/segment");
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Checks the signature, and triggers the workflow named as the event, unless of user silent. */
  private void take(HttpServerRequest request, Buffer body) {
    String signature = WebhookSignature.of("sandbox-secret", body.getBytes());
    if (!signature.equals(request.getHeader("X-Signature"))) {
      request.response().setStatusCode(401).end("{\"success\":false}");
      return;
    }
    JsonNode event;
    try {
      event = EventCodec.JSON.readTree(body.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    received.add(event);
    paths.add(request.path());
    request.response().end("{\"success\":true}");
    if (event.has("event") && !event.path("userId").asText().equals("silent")) {
      trigger(event.get("event").asText(), event.get("userId").asText());
    }
  }

  private void trigger(String workflow, String userId) {
    String email = workflow.equals("badly-addressed") ? "nobody" : "a@example.com";
    String to = "{\"subscriberId\":\"" + userId + "\",\"email\":\"" + email + "\"}";
    String json = "{\"name\":\"" + workflow + "\",\"to\":" + to + ",\"payload\":{}}";
    vertx
        .createHttpClient()
        .request(HttpMethod.POST, novu.url().getPort(), "127.0.0.1", "/v1/events/trigger")
        .compose(call -> call.putHeader("Authorization", "ApiKey x").send(Buffer.buffer(json)));
  }

  private CommandLineRun send(Map<String, String> environment, String... more) {
    List<String> arguments = new ArrayList<>(List.of("send", "--url", relay.toString()));
    arguments.addAll(List.of("--sandbox", novu.url().toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(environment, arguments.toArray(String[]::new));
  }

  @Test
  void an_identify_and_then_a_track_are_sent_and_seen_at_the_sandbox() {
    var run = send(Map.of(), "--user", "u1", "--event", "welcome");

    assertThat(run.exitCode()).isZero();
    assertThat(received)
        .extracting(event -> event.path("type").asText() + " " + event.path("userId").asText())
        .containsExactly("identify u1", "track u1");
    assertThat(run.out())
        .contains("novu ← trigger welcome for u1 {} → processed")
        .endsWith("✓ workflow welcome triggered for user u1\n");
  }

  @Test
  void count_is_the_number_of_tracks_and_send_waits_for_all() {
    var run = send(Map.of(), "--user", "u1", "--event", "welcome", "--count", "3");

    assertThat(run.exitCode()).isZero();
    assertThat(received).hasSize(4);
    assertThat(received)
        .extracting(event -> event.path("messageId").asText())
        .doesNotHaveDuplicates();
    assertThat(run.out().split("✓", -1)).hasSize(4);
  }

  @Test
  void the_message_ids_are_shown_for_relay_event_to_follow() {
    var run = send(Map.of(), "--user", "u1", "--event", "welcome");

    String identify = received.get(0).path("messageId").asText();
    String track = received.get(1).path("messageId").asText();
    assertThat(run.out())
        .contains("relay ← identify of u1 (" + identify + ") → 200")
        .contains("relay ← track welcome of u1 (" + track + ") → 200")
        .contains("Follow an event by its id: relay event " + track + "\n");
  }

  @Test
  void if_nothing_arrives_relay_status_is_named_because_nothing_may_be_delivered() {
    var run = send(Map.of(), "--user", "silent", "--event", "welcome", "--wait", "1");

    assertThat(run.out())
        .contains(
            "✗ 0 of 1 workflows triggered for user silent",
            "relay status says whether the source is paused and a worker runs",
            "RELAY_WORKFLOWS");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void with_wait_0_it_does_not_look_at_the_sandbox() {
    var run = send(Map.of(), "--user", "silent", "--event", "welcome", "--wait", "0");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .doesNotContain("✗", "novu ←")
        .endsWith(
            "Follow an event by its id: relay event "
                + received.get(1).path("messageId").asText()
                + "\n");
  }

  @Test
  void a_workflow_that_was_not_triggered_ends_with_1_and_the_message_of_novu() {
    var run = send(Map.of(), "--event", "paused", "--wait", "2");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "✗ 0 of 1 workflows triggered",
            "The sandbox refused it (trigger_not_active to workflow paused)",
            "/admin/dead-letters");
  }

  @Test
  void port_and_secret_are_those_of_the_configuration() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("relay.yaml"),
            """
            ingest: { port: %d }
            sources:
              app: { writeKeys: [wk] }
              web: { sharedSecrets: [sandbox-secret] }
            """
                .formatted(relay.getPort()));

    var run =
        CommandLineRun.of(
            Map.of("RELAY_CONFIG", file.toString()),
            "send",
            "--sandbox",
            novu.url().toString(),
            "--event",
            "welcome");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(paths).containsOnly("/webhooks/segment/web");
    var unsigned =
        CommandLineRun.of(Map.of("RELAY_CONFIG", file.toString()), "send", "--source", "app");
    assertThat(unsigned.exitCode()).isEqualTo(78);
    assertThat(unsigned.err()).contains("Source app has no shared secret");
  }

  @Test
  void the_port_in_the_environment_overrides_the_configuration() {
    var run =
        CommandLineRun.of(
            Map.of("RELAY_HTTP_PORT", Integer.toString(relay.getPort())),
            "send",
            "--sandbox",
            novu.url().toString(),
            "--event",
            "welcome");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  @Test
  void without_options_the_ports_are_those_of_a_relay_that_runs_with_others() {
    try (var data = DataDirectory.hold(directory)) {
      new UpNote(relay.getPort(), novu.url(), novu.url()).write(data);

      var run =
          CommandLineRun.of(Map.of(), "send", "--data", directory.toString(), "--event", "welcome");

      assertThat(run.out()).contains("✓ workflow welcome triggered");
      assertThat(run.exitCode()).isZero();
    }
  }

  @Test
  void a_port_in_the_environment_is_meant_whatever_a_running_relay_has_noted() {
    try (var data = DataDirectory.hold(directory)) {
      new UpNote(1, novu.url(), novu.url()).write(data);

      var run =
          CommandLineRun.of(
              Map.of("RELAY_HTTP_PORT", Integer.toString(relay.getPort())),
              "send",
              "--data",
              directory.toString(),
              "--event",
              "welcome");

      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }
  }

  @Test
  void a_workflow_that_was_processed_for_nobody_ends_with_1_and_the_reason() {
    var run = send(Map.of(), "--user", "u1", "--event", "badly-addressed", "--wait", "1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("→ processed, reaches nobody (u1: email must be an email)")
        .contains("✗ Novu processed workflow badly-addressed for user u1, and it reaches nobody")
        .doesNotContain("✓");
  }

  @Test
  void a_port_that_takes_no_events_is_explained() {
    URI wrong = novu.url().resolve("/webhooks/segment");

    var run = CommandLineRun.of(Map.of(), "send", "--url", wrong.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("→ 404", "name ingest's port (RELAY_HTTP_PORT");
  }

  @Test
  void a_port_without_tls_that_is_called_with_it_is_recognised() {
    var run =
        CommandLineRun.of(Map.of(), "send", "--url", relay.toString().replace("http:", "https:"));

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).contains("the port has no TLS; write http://").doesNotContain("48545450");
  }

  @Test
  void a_signature_that_is_not_accepted_is_explained() {
    var run = send(Map.of("SEGMENT_SHARED_SECRET", "other"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("401").contains("SEGMENT_SHARED_SECRET");
    assertThat(received).isEmpty();
  }

  @Test
  void without_a_sandbox_send_succeeds_when_the_relay_has_accepted_the_events() {
    String[] arguments = {
      "send", "--url", relay.toString(), "--sandbox", relay.resolve("/none").toString()
    };

    var run = CommandLineRun.of(Map.of(), arguments);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("No sandbox Novu answers");
  }

  @Test
  void without_a_relay_the_command_says_how_to_start_one() {
    stop();

    var run = send(Map.of());

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).contains("./relay up");
  }
}
