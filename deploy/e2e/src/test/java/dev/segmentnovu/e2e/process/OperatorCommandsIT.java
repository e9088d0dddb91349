package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.fixture.UpProcess;
import dev.segmentnovu.e2e.fixture.UpProcess.Ran;
import dev.segmentnovu.event.EventCodec;
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

/** The commands about a running relay, in processes of their own. */
class OperatorCommandsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

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
  void status_explains_itself() throws Exception {
    Ran run = relay.command("status", "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: relay status", "--url", "Examples:");
  }

  @Test
  void health_follows_the_process() throws Exception {
    assertThat(relay.command("health").exitCode()).isZero();

    relay.terminate();

    assertThat(relay.command("health").exitCode()).isEqualTo(1);
    relay.restart();
  }

  @Test
  void imported_events_are_delivered_in_order_and_once() throws Exception {
    Path history = directory.resolve("history.ndjson");
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      lines.add(
          "{\"type\":\"track\",\"event\":\"User Registered\",\"userId\":\"ada\",\"messageId\":\"m%d\",\"properties\":{\"n\":%d}}"
              .formatted(i, i));
    }
    Files.write(history, lines);

    Ran run = relay.command("import", history.toString(), "--yes", "--batch", "7");
    Ran again = relay.command("import", history.toString(), "--yes", "--restart");

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).containsPattern("Accepted +50 events").contains("50 of 50 lines (100 %)");
    assertThat(again.exitCode()).isZero();
    await().atMost(LIMIT).untilAsserted(() -> assertThat(numbers()).hasSize(50));
    assertThat(numbers()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_dead_letter_is_found_and_replayed() throws Exception {
    relay.send("--event", "Nobody Listens", "--user", "bob", "--wait", "0");
    await().atMost(LIMIT).until(() -> !deadLetters().isEmpty());

    Ran list = relay.command("dlq", "ls", "--reason", "unmapped");
    String id = deadLetters().get(0).path("id").asText();
    Ran whole = relay.command("dlq", "show", id);
    Ran replayed = relay.command("dlq", "replay", id);

    assertThat(list.out()).contains(id, "bob", "1 of 1 dead letter");
    assertThat(whole.out()).contains("No workflow mapped", "The event as received:");
    assertThat(replayed.out()).contains("✓ " + id + " is replayed.");
    assertThat(replayed.exitCode()).isZero();
    assertThat(relay.command("dlq", "replay", id).exitCode()).isEqualTo(1);
    assertThat(relay.command("dlq", "ls", "--source", "nope").exitCode()).isEqualTo(2);
  }

  @Test
  void a_wrong_secret_of_segment_is_found() throws Exception {
    var sent = relay.sendWith(Map.of("SEGMENT_SHARED_SECRET", "another"), "--wait", "0");
    assertThat(sent.exitCode()).isNotZero();

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(relay.command("rejections").out())
                    .containsPattern("default +unauthorized +[1-9]")
                    .contains("SEGMENT_SHARED_SECRET"));
    assertThat(relay.command("rejections", "--code", "id_not_string").out())
        .isEqualTo("No event was rejected.\n");
  }

  @Test
  void a_stored_request_is_sent_again_as_it_was() throws Exception {
    relay.fail("{\"path\":\"/v1/events\",\"status\":422,\"times\":1}");
    relay.send("--event", "User Registered", "--user", "bob", "--wait", "0");
    await().atMost(LIMIT).until(() -> !deadLetters().isEmpty());
    String id = deadLetters().get(0).path("id").asText();

    Ran replayed = relay.command("dlq", "replay", id, "--mapping", "stored");

    assertThat(replayed.out()).contains("✓ " + id + " is replayed with the stored request.");
    assertThat(replayed.exitCode()).isZero();
    await().atMost(LIMIT).untilAsserted(() -> assertThat(triggers()).hasSize(2));
    assertThat(triggers().get(1)).isEqualTo(triggers().get(0));
  }

  @Test
  void a_user_is_parked_and_goes_on() throws Exception {
    relay.fail("{\"path\":\"/v1/events\",\"status\":503,\"times\":1000}");
    relay.send("--user", "eve", "--wait", "0");

    Ran parked = relay.command("users", "park", "eve");
    Ran unparked = relay.command("users", "unpark", "eve");

    assertThat(parked.out()).contains("The events of user eve of source default wait");
    assertThat(parked.exitCode()).isZero();
    assertThat(unparked.exitCode()).isZero();
  }

  private JsonNode deadLetters() throws Exception {
    return EventCodec.JSON.readTree(relay.command("dlq", "ls", "--json").out()).path("items");
  }

  /** The bodies of the triggers that the sandbox received, in order. */
  private List<JsonNode> triggers() {
    List<JsonNode> triggers = new ArrayList<>();
    for (JsonNode item : relay.received()) {
      if (item.path("path").asText().startsWith("/v1/events/trigger")) {
        triggers.add(item.path("body"));
      }
    }
    return triggers;
  }

  /** The numbers in the payloads of the triggers that the sandbox received, in order. */
  private List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    for (JsonNode item : relay.received()) {
      for (JsonNode payload : item.path("body").findValues("payload")) {
        numbers.add(payload.path("n").asInt());
      }
    }
    return numbers;
  }
}
