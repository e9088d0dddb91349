package dev.segmentnovu.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.fixture.LoadEvent;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.Oracle.Disturbance;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A worker that dies each time it holds a certain event, and is restarted each time. */
@Tag("chaos")
class PoisonIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** The relay's own limit. */
  private static final int CLAIMS = 5;

  private static final int OTHERS = 20;
  private static final int EACH = 10;
  private static final String VICTIM = "user-0";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void it_becomes_a_dead_letter_after_five_claims_and_all_users_continue() throws Exception {
    Map<String, String> settings = Map.of("RELAY_NOVU_TIMEOUT", "4s", "RELAY_LEASE", "7s");
    try (var relay = new SplitRelay(directory, settings);
        var load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, OTHERS + 1, EACH)) {
      RelayProcess worker = relay.addWorker();
      relay.awaitReady();
      relay.novu.fail(Fault.hang(CLAIMS).about(VICTIM));
      load.send(LoadEvent.of("run", 0, 0));
      load.send(LoadEvent.of("run", 0, 1));
      List<Disturbance> kills = new ArrayList<>();
      for (int claim = 1; claim <= CLAIMS; claim++) {
        int so = claim;
        await("claim " + claim)
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> callsFor(relay, VICTIM).size() == so);
        Instant killedAt = Instant.now();
        worker.kill();
        int user = claim;
        IntStream.range(0, EACH)
            .forEach(
                index -> {
                  for (int other = user; other <= OTHERS; other += CLAIMS) {
                    load.send(LoadEvent.of("run", other, index));
                  }
                });
        worker.restart().awaitReady();
        kills.add(new Disturbance(killedAt, Instant.now()));
      }
      relay.awaitDrained();

      List<LoadEvent> others = load.accepted().stream().filter(PoisonIT::isOther).toList();
      List<JsonNode> deadLetters = relay.deadLetters();
      var oracle =
          new Oracle(
              others,
              relay.novu.requests().stream().filter(call -> !call.concerns(VICTIM)).toList(),
              deadLetters.stream()
                  .filter(deadLetter -> !deadLetter.path("userId").asText().equals(VICTIM))
                  .toList(),
              kills);
      System.out.print(oracle.table("the others of a poison"));
      assertThat(oracle.wrong()).isEmpty();
      assertThat(deadLetters)
          .filteredOn(deadLetter -> deadLetter.path("userId").asText().equals(VICTIM))
          .singleElement()
          .satisfies(
              deadLetter -> {
                assertThat(deadLetter.path("reason").asText()).isEqualTo("poison");
                assertThat(deadLetter.path("messageId").asText()).isEqualTo("run-0-0");
                assertThat(deadLetter.path("message").asText()).startsWith("Claimed 5 times");
                assertThat(deadLetter.path("attempts").asInt()).isZero();
              });
      assertThat(callsFor(relay, VICTIM))
          .as("the next event of the user follows")
          .hasSize(CLAIMS + 1)
          .last()
          .satisfies(call -> assertThat(Oracle.messageId(call)).isEqualTo("run-0-1"));
    }
  }

  private static boolean isOther(LoadEvent event) {
    return !event.userId().equals(VICTIM);
  }

  private static List<ReceivedRequest> callsFor(SplitRelay relay, String user) {
    return Oracle.parts(relay.novu.requests()).filter(call -> call.concerns(user)).toList();
  }
}
