package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import dev.segmentnovu.worker.testing.ScriptedNovu.Received;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps of an event: their order, and where a retry continues. */
final class StepsTest {

  private static final Mapping THREE = mapping("one", "two", "three");

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);

  @Test
  void the_steps_of_an_event_are_sent_one_after_the_other_and_settled_once() {
    at.deliver(queue, user(null), THREE);

    assertThat(workflows()).containsExactly("one", "two", "three");
    assertThat(queue.settlements)
        .extracting(Settlement::settled, Settlement::next)
        .containsExactly(tuple(List.of(new Settled.Delivered()), new Next.Release()));
  }

  @Test
  void a_retry_continues_at_the_step_that_failed() {
    novu.script(request -> isTrigger(request, "two") ? response(500, "{}") : AS_NOVU);
    at.deliver(queue, user(null), THREE);
    String state = backoff(0).retryState();
    novu.received.clear();

    novu.script(request -> AS_NOVU);
    at.deliver(queue, user(state), THREE);

    assertThat(workflows()).containsExactly("two", "three");
    assertThat(RetryState.decode(state).step()).isEqualTo(1);
    assertThat(queue.settlements.get(1).settled()).containsExactly(new Settled.Delivered());
  }

  @Test
  void a_retry_after_a_change_of_the_rules_starts_with_the_first_step() {
    novu.script(request -> isTrigger(request, "two") ? response(500, "{}") : AS_NOVU);
    at.deliver(queue, user(null), THREE);
    novu.received.clear();

    novu.script(request -> AS_NOVU);
    at.deliver(queue, user(backoff(0).retryState()), mapping("other", "two"));

    assertThat(workflows()).containsExactly("other", "two");
  }

  @Test
  void equal_steps_of_one_event_have_different_keys_and_transaction_ids() {
    at.deliver(queue, user(null), mapping("same", "same"));

    assertThat(novu.received)
        .extracting(request -> request.json().path("transactionId").asText())
        .containsExactly("web:m1:same", "web:m1:same:2");
    assertThat(novu.received)
        .extracting(request -> request.headers().get("Idempotency-Key"))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_repeated_step_has_the_same_key_as_before() {
    at.deliver(queue, user(null), THREE);
    at.deliver(queue, user(null), THREE);

    List<String> keys =
        novu.received.stream().map(request -> request.headers().get("Idempotency-Key")).toList();
    assertThat(keys.subList(3, 6)).isEqualTo(keys.subList(0, 3));
  }

  @Test
  void a_refused_step_makes_a_dead_letter_that_names_it_and_the_finished_steps() {
    novu.script(
        request ->
            isTrigger(request, "two")
                ? response(422, "{\"message\":\"workflow_not_found\"}")
                : AS_NOVU);
    at.deliver(queue, user(null), THREE);

    DeadLetter deadLetter = ((Settled.Dead) queue.settlements.get(0).settled().get(0)).deadLetter();
    assertThat(deadLetter.reason()).isEqualTo("rejected");
    assertThat(deadLetter.message())
        .isEqualTo(
            "Step 2 of 3, rule 2 (two): Novu answered 422: workflow_not_found. Done before: rule 1"
                + " (one)");
    assertThat(deadLetter.details().path("steps"))
        .hasToString(
            "[{\"step\":\"rule 1 (one)\",\"outcome\":\"done\"},"
                + "{\"step\":\"rule 2 (two)\",\"outcome\":\"failed\"},"
                + "{\"step\":\"rule 3 (three)\",\"outcome\":\"not sent\"}]");
    assertThat(workflows()).containsExactly("one", "two");
  }

  @Test
  void a_rate_limit_between_two_steps_keeps_the_finished_steps() {
    novu.script(
        request ->
            isTrigger(request, "two") ? response(429, "{}", Map.of("Retry-After", "7")) : AS_NOVU);
    at.deliver(queue, user(null), THREE);

    assertThat(backoff(0).delay()).isEqualTo(Duration.ofSeconds(7));
    RetryState state = RetryState.decode(backoff(0).retryState());
    assertThat(state.step()).isEqualTo(1);
    assertThat(state.attempts()).isZero();
  }

  @Test
  void a_draining_worker_gives_the_remaining_steps_back() {
    novu.script(
        request -> {
          at.drain();
          return AS_NOVU;
        });
    at.deliver(queue, user(null), THREE);

    assertThat(workflows()).containsExactly("one");
    assertThat(backoff(0).delay()).isZero();
    assertThat(RetryState.decode(backoff(0).retryState()).step()).isEqualTo(1);
  }

  @Test
  void a_lease_that_ends_soon_is_renewed_between_two_steps() {
    novu.script(
        request -> {
          if (isTrigger(request, "one")) {
            at.pass(Duration.ofSeconds(8));
          }
          return AS_NOVU;
        });
    at.deliver(queue, user(null), THREE);

    assertThat(workflows()).containsExactly("one", "two", "three");
    assertThat(queue.settlements)
        .extracting(Settlement::settled, Settlement::next)
        .containsExactly(
            tuple(List.of(), new Next.Keep()),
            tuple(List.of(new Settled.Delivered()), new Next.Release()));
  }

  @Test
  void a_lease_lost_between_two_steps_ends_the_delivery_at_once() {
    var lost = at.queue(settlement -> SettleResult.STALE);
    novu.script(
        request -> {
          at.pass(Duration.ofSeconds(8));
          return AS_NOVU;
        });
    at.deliver(lost, user(null), THREE);

    assertThat(workflows()).containsExactly("one");
  }

  @ParameterizedTest
  @EnumSource(Unmapped.class)
  void a_device_token_is_sent_before_a_track_without_a_workflow_is_settled(Unmapped policy) {
    var mapping = Mappings.mapping().unmapped(policy).push("apns", "fcm").build();
    novu.script(request -> response(200, "{\"data\":{}}"));

    at.deliver(queue, opened(), mapping);

    assertThat(novu.received)
        .extracting(Received::line)
        .containsExactly("PATCH /v1/subscribers/u/credentials");
    Settled settled = queue.settlements.get(0).settled().get(0);
    if (policy == Unmapped.SKIP) {
      assertThat(settled).isEqualTo(new Settled.Skipped());
    } else {
      DeadLetter deadLetter = ((Settled.Dead) settled).deadLetter();
      assertThat(deadLetter.reason()).isEqualTo("unmapped");
      assertThat(deadLetter.message())
          .isEqualTo("No workflow mapped for event: \"Application Opened\"");
    }
  }

  @Test
  void a_device_token_that_novu_did_not_confirm_is_retried_before_the_event_is_settled() {
    var mapping = Mappings.mapping().unmapped(Unmapped.SKIP).push("apns", "fcm").build();
    novu.script(request -> response(503, "{}"));

    at.deliver(queue, opened(), mapping);

    assertThat(queue.settlements.get(0).settled()).isEmpty();
    assertThat(backoff(0).retryState()).isNotNull();
  }

  private static ClaimedUser opened() {
    String body =
        "{\"userId\":\"u\",\"event\":\"Application Opened\","
            + "\"context\":{\"device\":{\"type\":\"ios\",\"token\":\"t\"}}}";
    Events event = Events.of(EventType.TRACK, body).messageId("m").receivedAt(DeliveryFixture.NOW);
    return new ClaimedUser(
        "web", 0, "u", "t", null, 1, null, List.of(EventCodec.encode(event.stored())));
  }

  private static Mapping mapping(String... workflows) {
    Mappings mapping = Mappings.mapping();
    for (String workflow : workflows) {
      mapping.rule(Mappings.rule(workflow).all());
    }
    return mapping.build();
  }

  private static ClaimedUser user(@Nullable String state) {
    return ScriptedConsumer.user(0, "u", state, 1);
  }

  private Next.Backoff backoff(int settlement) {
    return (Next.Backoff) queue.settlements.get(settlement).next();
  }

  private static boolean isTrigger(Received request, String workflow) {
    return request.json().path("name").asText().equals(workflow);
  }

  private List<String> workflows() {
    return novu.received.stream().map(request -> request.json().path("name").asText()).toList();
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }
}
