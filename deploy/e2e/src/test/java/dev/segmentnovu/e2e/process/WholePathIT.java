package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.send.WebhookSignature;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.novu.Message;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A signed webhook on its way through all processes, to the people whom Novu reaches. */
class WholePathIT {
  private static final int EVENTS = 4_000;
  private static final int USERS = 500;

  private static final String CONFIGURATION =
      """
      sources:
        default:
          sharedSecrets: ["${SEGMENT_SHARED_SECRET:}"]
          novu: { apiKey: "${NOVU_API_KEY:}" }
          workflows: { Order Completed: receipt }
          rules:
            - when: type = "track" and event = "Profile Shown"
              workflow: receipt
              to: >-
                { "subscriberId": userId, "email": context.traits.email,
                  "phone": context.traits.phone, "firstName": context.traits.firstName,
                  "lastName": context.traits.lastName, "avatar": context.traits.avatar,
                  "locale": context.locale, "timezone": context.timezone }
      """;

  /** Contexts that would make Novu's worker drop the recipient if they were sent unchanged. */
  private static final List<String> CONTEXTS =
      List.of(
          "{}",
          "{'traits':{'email':'not-an-email'}}",
          "{'traits':{'email':''}}",
          "{'traits':{'email':' a@example.com '}}",
          "{'traits':{'email':7}}",
          "{'traits':{'email':null}}",
          "{'traits':{'phone':4930123}}",
          "{'traits':{'firstName':7,'lastName':true}}",
          "{'traits':{'avatar':{'url':'x'}}}",
          "{'locale':'de_DE.UTF-8'}",
          "{'locale':''}",
          "{'timezone':'Mars/Olympus'}",
          "{'timezone':''}");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private SplitRelay relay;

  @BeforeEach
  void start() throws Exception {
    Path file = Files.writeString(directory.resolve("relay.yaml"), CONFIGURATION);
    relay =
        new SplitRelay(
            directory,
            Map.of("RELAY_CONFIG", file.toString()),
            SandboxOptions.onPort(0).withWorkflows("receipt").withKeepAll());
    relay.addWorker();
    relay.awaitReady();
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void a_profile_that_novu_rejects_stops_no_message() throws Exception {
    List<ObjectNode> events = new ArrayList<>();
    for (String context : CONTEXTS) {
      ObjectNode event = event("u" + events.size(), "Profile Shown", events.size());
      event.set("context", EventCodec.JSON.readTree(context.replace('\'', '"')));
      events.add(event);
    }
    assertThat(post(events).statusCode()).isEqualTo(200);
    relay.awaitDone(events.size());
    relay.novu.finishWork();

    assertThat(relay.novu.requests())
        .filteredOn(request -> !request.triggers().isEmpty())
        .allMatch(ReceivedRequest::reachesAll);
    assertThat(relay.novu.messages())
        .extracting(Message::subscriberId)
        .containsExactlyInAnyOrderElementsOf(
            events.stream().map(event -> event.path("userId").asText()).toList());
    assertThat(relay.novu.subscriber("u3").orElseThrow().path("email").asText())
        .isEqualTo("a@example.com");
    assertThat(relay.deadLetters()).isEmpty();
  }

  @Test
  void a_webhook_of_4000_events_of_a_kilobyte_makes_each_message_once_and_in_order()
      throws Exception {
    List<ObjectNode> events =
        IntStream.range(0, EVENTS)
            .mapToObj(index -> event("u" + index % USERS, "Order Completed", index))
            .toList();
    HttpResponse<String> response = post(events);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    relay.awaitDone(EVENTS);
    relay.novu.finishWork();

    Map<String, List<Integer>> byUser =
        relay.novu.messages().stream()
            .collect(
                Collectors.groupingBy(
                    Message::subscriberId,
                    Collectors.mapping(
                        message -> message.payload().path("index").asInt(), Collectors.toList())));
    assertThat(byUser).hasSize(USERS);
    byUser.forEach(
        (user, indexes) ->
            assertThat(indexes)
                .as(user)
                .hasSize(EVENTS / USERS)
                .isSorted()
                .doesNotHaveDuplicates());
    assertThat(relay.deadLetters()).isEmpty();
  }

  /** About a kilobyte. */
  private static ObjectNode event(String userId, String name, int index) {
    ObjectNode event =
        EventCodec.JSON
            .createObjectNode()
            .put("type", "track")
            .put("event", name)
            .put("userId", userId)
            .put("messageId", "m" + index)
            .put("timestamp", "2026-03-12T10:00:00.000Z");
    event.putObject("properties").put("index", index).put("text", "x".repeat(850));
    return event;
  }

  /** Signs like Segment: over the first event. */
  private HttpResponse<String> post(List<ObjectNode> events) throws Exception {
    byte[] first = EventCodec.JSON.writeValueAsBytes(events.get(0));
    HttpRequest request =
        HttpRequest.newBuilder(relay.webhook())
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header("X-Signature", WebhookSignature.of(SplitRelay.SECRET, first))
            .POST(BodyPublishers.ofByteArray(EventCodec.JSON.writeValueAsBytes(events)))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
