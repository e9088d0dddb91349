package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.fixture.LoadEvent;
import dev.segmentnovu.e2e.fixture.LoadEvent.Fate;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file of running processes changes under load, validly and invalidly. */
class ReloadIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int USERS = 30;
  private static final int CHANGES = 4;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private Path file;
  private SplitRelay relay;
  private WebhookLoad load;
  private RelayProcess worker;

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("relay.yaml");
    write("w0", "");
    relay =
        new SplitRelay(
            directory, Map.of("RELAY_CONFIG", file.toString()), "w0", "w1", "w2", "w3", "w4");
    load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, USERS, 0);
    worker = relay.addWorker();
    relay.awaitReady();
  }

  @AfterEach
  void stop() {
    load.close();
    relay.close();
  }

  /** Like a careful editor: the new file is complete when it replaces the old one. */
  private void write(String workflow, String more) throws IOException {
    Path next = directory.resolve("next.yaml");
    Files.writeString(
        next,
        """
        sources:
          default:
            sharedSecrets: ["${SEGMENT_SHARED_SECRET:}"]
            novu: { apiKey: "${NOVU_API_KEY:}" }
            workflows: { %s: %s, %s: ghost }
        %s
        """
            .formatted(Fate.DELIVERED.event, workflow, Fate.REFUSED.event, more));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void a_changed_mapping_loses_no_event_and_a_broken_one_changes_nothing() throws Exception {
    Duration time = Duration.ofSeconds(25);
    List<? extends Future<?>> sending = load.startFor("reload", time, 150);
    for (int change = 1; change <= CHANGES; change++) {
      String workflow = "w" + change;
      write(workflow, "");
      await(workflow).atMost(LIMIT).until(() -> workflows().containsKey(workflow));
      if (change == 2) {
        refuse();
      }
    }
    WebhookLoad.awaitSent(sending, time);
    relay.awaitDrained();

    var oracle = new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), List.of());
    System.out.print(oracle.table("4 changes of the file"));
    System.out.println("workflows triggered: " + workflows());
    assertThat(oracle.wrong()).isEmpty();
    assertThat(oracle.lost()).isZero();
    assertThat(workflows().keySet()).contains("w0", "w1", "w2", "w3", "w4").hasSize(CHANGES + 2);
    assertThat(worker.metric("relay_config_reload_failures_total")).isOne();
    assertThat(worker.metric("relay_config_valid")).isOne();
    assertThat(worker.isAlive()).isTrue();
  }

  /** Ingest and worker reject a broken file, and say why in all places. */
  private void refuse() throws Exception {
    write("broken", "quue: {}");
    await("refused")
        .atMost(LIMIT)
        .until(
            () ->
                worker.metric("relay_config_valid") == 0
                    && relay.ingest.metric("relay_config_valid") == 0);
    String mistake = "quue: unknown; did you mean queue?";
    assertThat(worker.log()).contains(mistake);
    assertThat(relay.ingest.log()).contains(mistake);
    JsonNode admin = relay.ingest.json("/admin/config");
    assertThat(admin.path("valid").asBoolean()).isFalse();
    assertThat(admin.path("errors").path(0).path("path").asText()).isEqualTo("quue");
    assertThat(workflows()).doesNotContainKey("broken");
  }

  /** How often each workflow was triggered. */
  private Map<String, Long> workflows() {
    return relay.novu.requests().stream()
        .flatMap(request -> request.triggers().stream())
        .collect(Collectors.groupingBy(trigger -> trigger.workflow(), Collectors.counting()));
  }

  @Test
  void ingest_takes_up_sources_and_secrets() throws Exception {
    write("w0", "  new: { sharedSecrets: [other], novu: { apiKey: key } }");
    await()
        .atMost(LIMIT)
        .until(() -> relay.ingest.json("/admin/config").path("sources").size() == 2);

    assertThat(relay.ingest.json("/admin/queue").path("sources"))
        .extracting(source -> source.path("source").asText())
        .containsExactly("default", "new");
    // with two sources a webhook must name one
    var response = load.probe(LoadEvent.of("two", 0, 0), Duration.ofSeconds(10)).get();
    assertThat(response.statusCode()).isEqualTo(404);
  }
}
