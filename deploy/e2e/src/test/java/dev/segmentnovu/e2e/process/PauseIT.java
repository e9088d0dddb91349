package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** An operator pauses a source while events come, and resumes it after all processes were new. */
class PauseIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int USERS = 30;
  private static final int EACH = 20;
  private static final int ALL = 3 * USERS * EACH;
  private static final int EVER = 1_000_000;

  private static final String FILE =
      """
      sources:
        web:
          sharedSecrets: ["${SEGMENT_SHARED_SECRET}"]
          novu: { apiKey: "${NOVU_API_KEY}" }
          workflows: { Order Completed: receipt, Order Lost: ghost }
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private SplitRelay relay;
  private WebhookLoad load;

  @BeforeEach
  void start() throws Exception {
    Path file = Files.writeString(directory.resolve("relay.yaml"), FILE);
    var options = SandboxOptions.onPort(0).withWorkflows("receipt").withKeepAll();
    relay = new SplitRelay(directory, Map.of("RELAY_CONFIG", file.toString()), options);
    load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, USERS, EACH);
  }

  @AfterEach
  void stop() {
    load.close();
    relay.close();
  }

  @Test
  void a_pause_outlives_all_processes_and_a_resume_delivers_all_in_order() throws Exception {
    List<RelayProcess> workers = List.of(relay.addWorker(), relay.addWorker());
    relay.awaitReady();
    // so slow that events wait at the time of the pause
    relay.novu.fail(Fault.late(EVER, Duration.ofMillis(50)));
    List<? extends Future<?>> sending = load.start("before");
    await().atMost(LIMIT).until(() -> relay.novu.requests().size() >= USERS);

    CommandLineRun pause =
        relay.ingest.command("sources", "pause", "web", "--reason", "wrong template");
    Instant pausedAt = Instant.now();
    assertThat(pause.out()).contains("Source web is paused");
    WebhookLoad.awaitSent(sending);
    await().atMost(LIMIT).until(() -> source().path("claimed").asInt() == 0);
    int delivered = relay.novu.requests().size();
    WebhookLoad.awaitSent(load.start("during"));

    assertPausedSince(delivered);
    System.out.printf(
        "two workers: the last request to Novu came %d ms after the pause; %d requests before%n",
        Duration.between(pausedAt, lastRequest()).toMillis(), delivered);

    Set<String> before = names();
    assertThat(workers.get(0).terminate()).isEqualTo(143);
    workers.get(1).kill();
    relay.ingest.kill();
    relay.ingest.restart();
    for (RelayProcess worker : workers) {
      worker.restart();
    }
    relay.awaitReady();
    await().atMost(LIMIT).until(() -> paused(before) == 2);
    WebhookLoad.awaitSent(load.start("after"));

    assertPausedSince(delivered);
    assertThat(relay.ingest.command("status").out())
        .contains("wrong template", "relay sources resume web");

    assertThat(relay.ingest.command("sources", "resume", "web").exitCode()).isZero();
    relay.awaitDone(ALL);
    var oracle = new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), List.of());
    System.out.print(oracle.table("pause and resume"));
    assertThat(load.accepted()).hasSize(ALL);
    assertThat(oracle.wrong()).isEmpty();
    assertThat(oracle.repeated()).isZero();
  }

  /** All that was sent waits, and Novu has received nothing since. */
  private void assertPausedSince(int requests) throws Exception {
    assertThat(source().path("state").asText()).isEqualTo("paused");
    assertThat(source().path("claimed").asInt()).isZero();
    assertThat(source().path("depth").asInt()).isPositive();
    assertThat(relay.novu.requests()).hasSize(requests);
  }

  private JsonNode source() throws IOException, InterruptedException {
    return relay.ingest.json("/admin/status").path("sources").path(0);
  }

  private Instant lastRequest() {
    return relay.novu.requests().stream()
        .map(ReceivedRequest::receivedAt)
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private Set<String> names() throws IOException, InterruptedException {
    Set<String> names = new HashSet<>();
    for (JsonNode worker : relay.ingest.json("/admin/status").path("workers")) {
      names.add(worker.path("name").asText());
    }
    return names;
  }

  /** How many workers report the pause that were not there before. */
  private long paused(Set<String> before) throws IOException, InterruptedException {
    return relay
        .ingest
        .json("/admin/status")
        .path("workers")
        .valueStream()
        .filter(worker -> !before.contains(worker.path("name").asText()))
        .filter(worker -> worker.at("/sources/0/state").asText().equals("paused"))
        .count();
  }
}
