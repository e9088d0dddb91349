package dev.segmentnovu.worker;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static dev.segmentnovu.worker.testing.WorkerFixture.QUICK;
import static dev.segmentnovu.worker.testing.WorkerFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import dev.segmentnovu.worker.testing.WorkerFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that a worker on a real Redis gives up. */
final class WorkerDeadLettersTest {

  private final WorkerFixture at = new WorkerFixture();
  private final ScriptedNovu novu = at.novu();

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void a_refused_event_becomes_a_dead_letter_with_novus_message_and_the_next_is_delivered() {
    novu.script(
        request ->
            request.json().at("/payload/n").asInt() == 1
                ? response(422, "{\"message\":\"workflow_not_found\"}")
                : AS_NOVU);
    at.start(QUICK);
    at.track("u", "User Registered", "{'n':1}");
    at.track("u", "User Registered", "{'n':2}");
    at.track("u", "Never Mapped", "{}");
    at.enqueueRaw("u", "not an entry");

    await().until(() -> at.stats().depth() == 0);
    List<DeadLetter> deadLetters = at.deadLetters();
    assertThat(deadLetters)
        .extracting(DeadLetter::reason)
        .containsExactlyInAnyOrder("rejected", "unmapped", "undecodable");
    DeadLetter rejected = find(deadLetters, "rejected");
    assertThat(rejected.message()).contains("workflow_not_found");
    assertThat(rejected.status()).isEqualTo(422);
    assertThat(rejected.attempts()).isEqualTo(1);
    assertThat(rejected.event()).isEqualTo("User Registered");
    assertThat(rejected.workflow()).isEqualTo("welcome");
    assertThat(find(deadLetters, "unmapped").workflow()).isNull();
    assertThat(find(deadLetters, "unmapped").message())
        .isEqualTo("No workflow mapped for event: \"Never Mapped\"");
    var whole =
        get(at.queue().operators().deadLetters(List.of(at.source())).find(rejected.id()))
            .orElseThrow();
    assertThat(whole.deadLetter().details().at("/request/path").asText())
        .isEqualTo("/v1/events/trigger");
    assertThat(whole.deadLetter().details().at("/response/status").asInt()).isEqualTo(422);
    assertThat(whole.deadLetter().details().at("/history")).hasSize(1);
    assertThat(whole.deadLetter().details().toString()).doesNotContain("secret-1");
    assertThat(at.stats().totals().delivered()).isEqualTo(1);
  }

  @Test
  void a_refused_event_of_the_greatest_depth_becomes_a_dead_letter_and_stops_no_other_user() {
    novu.script(
        request ->
            request.body().contains("deep")
                ? response(422, "{\"message\":\"too deep\"}")
                : AS_NOVU);
    at.start(QUICK);
    int depth = 998;
    at.track("u", "User Registered", "{'a':".repeat(depth) + "'deep'" + "}".repeat(depth));
    at.track("other", "User Registered", "{}");

    await().until(() -> at.stats().dead() == 1 && at.stats().totals().delivered() == 1);
    DeadLetter deadLetter = at.deadLetters().get(0);
    assertThat(deadLetter.reason()).isEqualTo("rejected");
  }

  @Test
  void an_event_that_fails_throughout_its_retry_window_becomes_a_dead_letter() {
    novu.script(request -> response(500, "{\"message\":\"boom\"}"));
    at.start(
        new RelayConfig.Retry(Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(100)));
    at.track("u", "User Registered", "{}");

    await().until(() -> at.stats().dead() == 1);
    DeadLetter deadLetter = at.deadLetters().get(0);
    assertThat(deadLetter.reason()).isEqualTo("exhausted");
    assertThat(deadLetter.attempts()).isGreaterThan(1);
    assertThat(deadLetter.message()).contains("boom").contains("Given up after");
    assertThat(deadLetter.firstAttemptAt()).isNotNull();
  }

  @Test
  void a_replay_as_it_was_sends_the_trigger_that_failed_and_not_what_the_rules_make_of_the_event() {
    ObjectNode sent = EventCodec.JSON.createObjectNode();
    sent.put("name", "before").putObject("to").put("subscriberId", "u");
    sent.putObject("payload").put("n", 1);
    sent.put("transactionId", "t1");
    StoredEvent event =
        Events.of(EventType.TRACK, "{'userId':'u','event':'Never Mapped'}").messageId("m").stored();
    StoredEvent replayed = event.replayed(event.body(), "web.0.l", false).withTrigger(sent);
    at.start(QUICK);

    get(
        at.queue()
            .enqueue(at.source(), List.of(new NewEvent("u", "m", EventCodec.encode(replayed)))));

    await().until(() -> at.stats().totals().delivered() == 1);
    assertThat(novu.received)
        .filteredOn(request -> request.path().equals("/v1/events/trigger"))
        .extracting(ScriptedNovu.Received::json)
        .containsExactly(sent);
  }

  private static DeadLetter find(List<DeadLetter> deadLetters, String reason) {
    return deadLetters.stream().filter(l -> l.reason().equals(reason)).findFirst().orElseThrow();
  }
}
