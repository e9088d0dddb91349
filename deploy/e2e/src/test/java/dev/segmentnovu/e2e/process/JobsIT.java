package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.send.WebhookSignature;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.novu.Message;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A job survives the process that runs it. */
class JobsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int EVENTS = 5_000;
  private static final int SELECTED = 1_000;
  private static final int USERS = 40;

  private static final String WITHOUT_MAPPING =
      """
      sources:
        default:
          sharedSecrets: ["${SEGMENT_SHARED_SECRET:}"]
          novu: { apiKey: "${NOVU_API_KEY:}" }
          workflows: { Order Completed: receipt }
      """;

  private static final String WITH_MAPPING =
      WITHOUT_MAPPING.replace("receipt }", "receipt, Signed Up: receipt }");

  private static final String DRY_RUN =
      """
      {"action":"replay","filter":{},"dryRun":true}""";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void unmapped_events_are_sent_once_and_in_order_though_the_ingest_is_killed_half_way()
      throws Exception {
    Path file = Files.writeString(directory.resolve("relay.yaml"), WITHOUT_MAPPING);
    var options = SandboxOptions.onPort(0).withWorkflows("receipt").withKeepAll();
    try (var relay = new SplitRelay(directory, Map.of("RELAY_CONFIG", file.toString()), options)) {
      RelayProcess worker = relay.addWorker();
      relay.awaitReady();
      send(relay, EVENTS);
      relay.awaitDone(EVENTS);
      assertThat(relay.ingest.json("/admin/dead-letters?reason=unmapped").path("total").asInt())
          .isEqualTo(EVENTS);

      Files.writeString(file, WITH_MAPPING);
      await().atMost(LIMIT).until(() -> worker.log().contains("is in use"));
      await().atMost(LIMIT).until(() -> plan(relay.ingest).at("/samples/0/wouldSend").size() == 1);
      assertThat(plan(relay.ingest).path("count").asInt()).isEqualTo(EVENTS);

      JsonNode started =
          relay.ingest.post(
              "/admin/jobs",
              """
              {"action":"replay","filter":{"reason":"unmapped"},"ratePerSecond":500}""");
      killHalfWay(relay, started.path("id").asText(), EVENTS);
    }
  }

  @Test
  void selected_events_are_sent_once_and_in_order_though_the_ingest_is_killed_half_way()
      throws Exception {
    Path file = Files.writeString(directory.resolve("relay.yaml"), WITHOUT_MAPPING);
    var options = SandboxOptions.onPort(0).withWorkflows("receipt").withKeepAll();
    try (var relay = new SplitRelay(directory, Map.of("RELAY_CONFIG", file.toString()), options)) {
      RelayProcess worker = relay.addWorker();
      relay.awaitReady();
      send(relay, SELECTED);
      relay.awaitDone(SELECTED);
      Files.writeString(file, WITH_MAPPING);
      await().atMost(LIMIT).until(() -> worker.log().contains("is in use"));

      ObjectNode request = EventCodec.JSON.createObjectNode();
      ArrayNode ids = request.put("action", "replay").put("ratePerSecond", 100).putArray("ids");
      for (JsonNode item : relay.ingest.json("/admin/dead-letters?limit=1000").path("items")) {
        ids.add(item.path("id").asText());
      }
      assertThat(ids).hasSize(SELECTED);
      JsonNode started = relay.ingest.post("/admin/jobs", request.toString());
      killHalfWay(relay, started.path("id").asText(), SELECTED);
    }
  }

  private static void killHalfWay(SplitRelay relay, String id, int events) throws Exception {
    String job = "/admin/jobs/" + id;
    await().atMost(LIMIT).until(() -> acted(relay.ingest, job) >= events / 4);
    relay.ingest.kill();
    RelayProcess other = relay.addIngest().awaitReady();
    int killedAt = acted(other, job);
    await().atMost(LIMIT).until(() -> state(other, job).equals("done"));
    await()
        .atMost(LIMIT)
        .until(() -> other.json("/admin/queue").at("/sources/0/depth").asInt() == 0);

    JsonNode report = other.json(job);
    System.out.printf(
        "killed at %d of %d: acted %s%n", killedAt, events, report.path("acted").asText());
    assertThat(killedAt).isLessThan(events);
    assertThat(report.path("total").asInt()).isEqualTo(events);
    assertThat(report.path("acted").asInt()).isEqualTo(events);
    assertThat(report.path("failures").asInt()).isZero();
    assertThat(report.at("/report/gone").asInt()).isZero();
    assertThat(other.json("/admin/dead-letters").path("total").asInt()).isZero();
    assertEachTriggerOnceAndInOrder(relay, events);
  }

  private static JsonNode plan(RelayProcess ingest) throws IOException, InterruptedException {
    return ingest.post("/admin/jobs", DRY_RUN);
  }

  private static int acted(RelayProcess ingest, String job) throws Exception {
    return ingest.json(job).path("acted").asInt();
  }

  private static String state(RelayProcess ingest, String job) throws Exception {
    return ingest.json(job).path("state").asText();
  }

  private static void assertEachTriggerOnceAndInOrder(SplitRelay relay, int events) {
    assertThat(relay.novu.requests().stream().flatMap(each -> each.triggers().stream()))
        .extracting(ReceivedRequest.Trigger::transactionId)
        .hasSize(events)
        .doesNotHaveDuplicates();
    relay.novu.finishWork();
    Map<String, List<Integer>> byUser = new TreeMap<>();
    for (Message message : relay.novu.messages()) {
      byUser
          .computeIfAbsent(message.subscriberId(), user -> new ArrayList<>())
          .add(message.payload().path("index").asInt());
    }
    assertThat(byUser).hasSize(USERS);
    byUser.forEach(
        (user, indexes) ->
            assertThat(indexes)
                .as(user)
                .hasSize(events / USERS)
                .isSorted()
                .doesNotHaveDuplicates());
  }

  private static void send(SplitRelay relay, int count) throws Exception {
    ArrayNode events = EventCodec.JSON.createArrayNode();
    for (int i = 0; i < count; i++) {
      events
          .addObject()
          .put("type", "track")
          .put("event", "Signed Up")
          .put("userId", "u" + i % USERS)
          .put("messageId", "m" + i)
          .putObject("properties")
          .put("index", i);
    }
    byte[] first = EventCodec.JSON.writeValueAsBytes(events.get(0));
    HttpRequest request =
        HttpRequest.newBuilder(relay.webhook())
            .header("Content-Type", "application/json")
            .header("X-Signature", WebhookSignature.of(SplitRelay.SECRET, first))
            .POST(BodyPublishers.ofByteArray(EventCodec.JSON.writeValueAsBytes(events)))
            .build();
    int status = HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
    assertThat(status).isEqualTo(200);
  }
}
