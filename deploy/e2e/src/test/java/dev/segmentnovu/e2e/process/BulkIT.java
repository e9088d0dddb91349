package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.e2e.fixture.Backlog;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.novu.Message;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import dev.segmentnovu.testing.Configs;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker with a backlog and a slow Novu. Events share bulk calls, and each has the same outcome
 * as in a call of its own.
 */
class BulkIT {
  private static final String BULK = "/v1/events/trigger/bulk";
  private static final int USERS = 1_000;
  private static final int EACH = 3;
  private static final int EVENTS = USERS * EACH;
  private static final Fault SLOW = Fault.late(Integer.MAX_VALUE, Duration.ofMillis(30));
  private static final SandboxOptions NOVU =
      SandboxOptions.onPort(0).withWorkflows("receipt").withKeepAll();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void a_backlog_of_triggers_uses_bulk_calls_and_each_makes_its_message_once_and_in_order()
      throws Exception {
    try (var relay = new SplitRelay(directory, Map.of(), NOVU)) {
      relay.novu.fail(SLOW);
      deliver("triggers", relay, EventType.TRACK, Backlog::track);

      assertThat(relay.novu.requests().size()).isLessThan(EVENTS / 10);
      assertEachOnceInOrder(relay);
      assertThat(messages(relay)).hasSize(EVENTS);
      assertThat(relay.deadLetters()).isEmpty();
    }
  }

  @Test
  void a_backlog_of_identifies_uses_bulk_calls_and_keeps_fields_that_no_identify_names()
      throws Exception {
    try (var relay = new SplitRelay(directory, Map.of(), NOVU)) {
      for (int user = 0; user < USERS; user += 100) {
        store(relay, "user-" + user);
      }
      relay.novu.fail(SLOW);
      deliver("identifies", relay, EventType.IDENTIFY, Backlog::identify);

      assertThat(relay.novu.requests().size()).isLessThan(EVENTS / 10);
      for (int user = 0; user < USERS; user++) {
        ObjectNode stored = relay.novu.subscriber("user-" + user).orElseThrow();
        assertThat(stored.path("firstName").asText()).isEqualTo("N" + (EACH - 1));
        assertThat(stored.at("/data/plan").asText()).isEqualTo(user % 100 == 0 ? "pro" : "");
      }
      assertThat(relay.deadLetters()).isEmpty();
    }
  }

  /**
   * Novu executes the call, and its response is lost: only the transaction id shows it a
   * repetition.
   */
  @Test
  void after_lost_bulk_calls_each_event_still_makes_its_message_once() throws Exception {
    var racy = NOVU.withWorkerDelay(Duration.ofSeconds(1));
    try (var relay = new SplitRelay(directory, Map.of(), racy)) {
      relay.novu.fail(Fault.reset(3).at("POST", BULK).onceApplied());
      relay.novu.fail(Fault.cut(2).at("POST", BULK).onceApplied());
      relay.novu.fail(Fault.response(2, 502).at("POST", BULK).onceApplied());
      relay.novu.fail(SLOW);
      deliver("lost calls", relay, EventType.TRACK, Backlog::track);

      assertThat(Oracle.parts(relay.novu.requests()).count()).isGreaterThan(EVENTS);
      assertThat(messages(relay)).hasSize(EVENTS);
      assertThat(relay.deadLetters()).isEmpty();
    }
  }

  @Test
  void without_bulk_calls_at_novu_each_event_has_its_own_call() throws Exception {
    try (var relay = new SplitRelay(directory, Map.of(), NOVU)) {
      relay.novu.fail(Fault.response(Integer.MAX_VALUE, 404).at("POST", BULK));
      relay.novu.fail(SLOW);
      deliver("no bulk calls", relay, EventType.TRACK, Backlog::track);

      List<ReceivedRequest> tried =
          relay.novu.requests().stream().filter(ReceivedRequest::isBatch).toList();
      assertThat(tried).as("tried now and then").hasSizeBetween(1, 40);
      assertThat(messages(relay)).hasSize(EVENTS);
      assertThat(relay.deadLetters()).isEmpty();
    }
  }

  private static void deliver(String run, SplitRelay relay, EventType type, Backlog.Body body)
      throws Exception {
    relay.awaitReady();
    add(relay, type, EACH, body);
    relay.addWorker().awaitReady();
    Instant from = Instant.now();
    relay.awaitDone(EVENTS);
    System.out.printf(
        "%s: %d events in %d calls, %d ms%n",
        run,
        EVENTS,
        relay.novu.requests().size(),
        Duration.between(from, Instant.now()).toMillis());
  }

  private static void add(SplitRelay relay, EventType type, int each, Backlog.Body body)
      throws Exception {
    try (var queue = RedisEventQueue.connect(relay.redisAddress(), Configs.defaults().queue())) {
      Backlog.add(queue, "default", type, USERS, each, body);
    }
  }

  /** A subscriber that exists before, with its own data. */
  private static void store(SplitRelay relay, String id) throws Exception {
    String body = "{\"subscriberId\":\"%s\",\"data\":{\"plan\":\"pro\"}}".formatted(id);
    var request =
        HttpRequest.newBuilder(relay.novu.url().resolve("/v2/subscribers"))
            .header("Authorization", "ApiKey key")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(201);
  }

  private static void assertEachOnceInOrder(SplitRelay relay) {
    List<Integer> inOrder = IntStream.range(0, EACH).boxed().toList();
    Map<String, List<Integer>> byUser =
        Oracle.parts(relay.novu.requests())
            .collect(
                Collectors.groupingBy(
                    Oracle::userId, Collectors.mapping(BulkIT::index, Collectors.toList())));
    assertThat(byUser).hasSize(USERS);
    assertThat(byUser.values()).allSatisfy(each -> assertThat(each).isEqualTo(inOrder));
    assertThat(relay.novu.requests())
        .allSatisfy(
            request ->
                assertThat(request.parts().stream().map(Oracle::userId).toList())
                    .doesNotHaveDuplicates());
  }

  private static int index(ReceivedRequest part) {
    try {
      return EventCodec.JSON.readTree(part.body()).at("/payload/index").asInt();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** How many messages each event made. */
  private static List<String> messages(SplitRelay relay) {
    relay.novu.finishWork();
    List<String> messages = new ArrayList<>();
    for (Message message : relay.novu.messages()) {
      messages.add(message.transactionId());
    }
    assertThat(messages).doesNotHaveDuplicates();
    return messages;
  }
}
