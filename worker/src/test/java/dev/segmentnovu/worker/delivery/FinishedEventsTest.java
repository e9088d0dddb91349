package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a worker writes of finished events for operators, and what a delete forgets. */
final class FinishedEventsTest {

  private static final Mapping MAPPED =
      mapping()
          .workflow("E", "welcome")
          .unmapped(Unmapped.SKIP)
          .skipUnchanged(Duration.ofHours(1))
          .build();

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);

  @BeforeEach
  void remember() {
    at.rememberDeliveries();
  }

  private static byte[] entry(EventType type, String id, String members) {
    return EventCodec.encode(
        Events.of(type, "{'userId':'u'," + members + "}")
            .messageId(id)
            .receivedAt(DeliveryFixture.NOW)
            .stored());
  }

  private void deliver(@Nullable String state, @Nullable String profile, byte[]... entries) {
    at.deliver(
        queue, new ClaimedUser("web", 0, "u", "t", state, 1, profile, List.of(entries)), MAPPED);
  }

  private List<FinishedEvent> finished() {
    return queue.settlements.stream()
        .flatMap(settlement -> settlement.settled().stream())
        .map(Settled::finished)
        .map(Objects::requireNonNull)
        .toList();
  }

  @Test
  void a_delivered_event_is_written_with_its_call() {
    deliver(null, null, entry(EventType.TRACK, "m1", "'event':'E'"));

    FinishedEvent event = finished().get(0);

    assertThat(event)
        .isEqualTo(
            new FinishedEvent(
                "u",
                "m1",
                DeliveryFixture.NOW,
                "track",
                "E",
                Outcome.DELIVERED,
                null,
                "welcome",
                "POST",
                "/v1/events/trigger",
                event.status(),
                novu.received.get(0).json().path("transactionId").asText(),
                1));
    assertThat(event.status()).isBetween(200, 299);
  }

  @Test
  void a_retry_counts_the_attempts_before_it() {
    novu.script(request -> response(500, "{}"));
    byte[] entry = entry(EventType.TRACK, "m1", "'event':'E'");
    deliver(null, null, entry);
    String state = ((Next.Backoff) queue.last().next()).retryState();
    novu.script(request -> AS_NOVU);

    deliver(state, null, entry);

    assertThat(finished()).extracting(FinishedEvent::attempts).containsExactly(2);
  }

  @Test
  void a_skipped_event_is_written_with_its_reason() {
    deliver(null, null, entry(EventType.TRACK, "m1", "'event':'X'"), page("m2"));

    assertThat(finished())
        .extracting(
            FinishedEvent::messageId,
            FinishedEvent::outcome,
            FinishedEvent::reason,
            FinishedEvent::method)
        .containsExactly(
            tuple("m1", Outcome.SKIPPED, "unmapped", null),
            tuple("m2", Outcome.SKIPPED, "no_rule", null));
  }

  private static byte[] page(String id) {
    return entry(EventType.PAGE, id, "'name':'p'");
  }

  @Test
  void merged_identifies_are_written_each_and_an_unchanged_one_has_no_call() {
    byte[] one = entry(EventType.IDENTIFY, "m1", "'traits':{'plan':'a'}");
    byte[] two = entry(EventType.IDENTIFY, "m2", "'traits':{'plan':'b'}");
    deliver(null, null, one, two);
    assertThat(finished())
        .extracting(FinishedEvent::messageId, FinishedEvent::outcome, FinishedEvent::method)
        .containsExactly(
            tuple("m1", Outcome.DELIVERED, "POST"), tuple("m2", Outcome.DELIVERED, "POST"));
    String written = IdentifyFixture.written(queue, 0);
    queue.settlements.clear();

    deliver(null, written, two);

    assertThat(finished())
        .extracting(FinishedEvent::messageId, FinishedEvent::outcome, FinishedEvent::path)
        .containsExactly(tuple("m2", Outcome.UNCHANGED, null));
  }

  @Test
  void a_delete_forgets_the_users_records_before_it_is_settled_and_its_own_names_nobody() {
    deliver(null, null, entry(EventType.DELETE, "m1", "'x':1"));

    assertThat(queue.withoutRecords).containsExactly("u");
    FinishedEvent event = finished().get(0);
    assertThat(event.userId()).isEmpty();
    assertThat(event.path()).isEqualTo("/v2/subscribers/…");
    assertThat(event.method()).isEqualTo("DELETE");
    assertThat(event.type()).isEqualTo("delete");
  }

  @Test
  void a_delete_whose_records_cannot_be_forgotten_is_not_settled() {
    queue.forget =
        () ->
            CompletableFuture.failedFuture(
                new QueueUnavailableException(
                    QueueUnavailableException.Why.AWAY, "away", new IOException("away")));

    deliver(null, null, entry(EventType.DELETE, "m1", "'x':1"));

    assertThat(queue.settlements).isEmpty();
  }

  @Test
  void a_delete_that_novu_refuses_forgets_nothing() {
    novu.script(request -> response(422, "{\"message\":\"no\"}"));

    deliver(null, null, entry(EventType.DELETE, "m1", "'x':1"));

    assertThat(queue.withoutRecords).isEmpty();
  }
}
