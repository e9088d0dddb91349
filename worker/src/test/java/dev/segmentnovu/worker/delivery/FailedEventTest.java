package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.RESET;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an event whose delivery fails, and of its retry state. */
final class FailedEventTest {

  private static final Mapping MAPPED = Mappings.of(Map.of("User Registered", "welcome"));

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();

  @Test
  void a_failure_is_stored_with_the_user_and_costs_an_attempt_only_if_novu_responded() {
    novu.script(request -> response(500, "{\"message\":\"boom\"}"));
    String before =
        RetryState.FRESH
            .failed(
                new RetryState.PastAttempt(DeliveryFixture.NOW, null, "no answer", 1),
                NextKey.REUSE)
            .encode();
    var queue = at.queue(settlement -> SettleResult.APPLIED);

    at.deliver(queue, ScriptedConsumer.user(0, "u", before, 1, 2), MAPPED);

    var backoff = (Next.Backoff) queue.settlements.get(0).next();
    RetryState state = RetryState.decode(backoff.retryState());
    assertThat(state.failures()).isEqualTo(2);
    assertThat(state.attempts()).isEqualTo(1);
    assertThat(state.generation()).as("the first call may have done the work").isZero();
    assertThat(state.history())
        .extracting(RetryState.PastAttempt::status)
        .containsExactly(null, 500);
    assertThat(queue.settlements.get(0).settled()).isEmpty();
  }

  /** Novu refuses another body under the same key, and might process it twice under another. */
  @ParameterizedTest
  @ValueSource(strings = {"", "changed"})
  void after_a_lost_response_the_same_bytes_are_sent_again_even_if_the_rules_changed(
      String workflow) {
    novu.script(request -> RESET);
    var queue = at.queue(settlement -> SettleResult.APPLIED);
    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED);
    var backoff = (Next.Backoff) queue.settlements.get(0).next();

    novu.script(request -> AS_NOVU);
    Mapping reloaded =
        Mappings.of(workflow.isEmpty() ? Map.of() : Map.of("User Registered", workflow));
    at.deliver(queue, ScriptedConsumer.user(0, "u", backoff.retryState(), 1), reloaded);

    assertThat(novu.received).hasSize(2);
    assertThat(novu.received.get(1).body()).isEqualTo(novu.received.get(0).body());
    assertThat(key(1)).isEqualTo(key(0));
    assertThat(queue.settlements.get(1).settled()).containsExactly(new Settled.Delivered());
  }

  @Test
  void after_a_definite_error_the_present_rules_apply_under_another_key() {
    novu.script(request -> response(500, "{\"message\":\"boom\"}"));
    var queue = at.queue(settlement -> SettleResult.APPLIED);
    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED);
    var backoff = (Next.Backoff) queue.settlements.get(0).next();

    novu.script(request -> AS_NOVU);
    Mapping reloaded = Mappings.of(Map.of("User Registered", "changed"));
    at.deliver(queue, ScriptedConsumer.user(0, "u", backoff.retryState(), 1), reloaded);

    assertThat(novu.received.get(1).json().path("name").asText()).isEqualTo("changed");
    assertThat(key(1)).isNotEqualTo(key(0));
  }

  /** An earlier worker may have been killed between Novu's response and its settlement. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 0"})
  void a_key_is_reused_after_an_error_if_an_earlier_claim_may_have_used_it(int claims, int key) {
    novu.script(request -> response(500, "{\"message\":\"boom\"}"));
    var queue = at.queue(settlement -> SettleResult.APPLIED);
    ClaimedUser user = ScriptedConsumer.user(0, "u", null, 1);

    at.deliver(
        queue,
        new ClaimedUser(user.source(), 0, "u", user.token(), null, claims, null, user.entries()),
        MAPPED);

    var backoff = (Next.Backoff) queue.settlements.get(0).next();
    assertThat(RetryState.decode(backoff.retryState()).generation()).isEqualTo(key);
  }

  @Test
  void a_rate_limit_leaves_the_retry_state_unchanged() {
    novu.script(request -> response(429, "{}", Map.of("Retry-After", "7")));
    var queue = at.queue(settlement -> SettleResult.APPLIED);

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(queue.settlements)
        .extracting(Settlement::next)
        .containsExactly(new Next.Backoff(Duration.ofSeconds(7), null));
  }

  @ParameterizedTest
  @CsvSource({"401", "402", "403"})
  void a_suspended_user_is_due_when_the_suspension_ends(int status) {
    novu.script(request -> response(status, "{}"));
    var queue = at.queue(settlement -> SettleResult.APPLIED);

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(queue.settlements)
        .extracting(Settlement::next)
        .containsExactly(new Next.Backoff(Duration.ZERO, null));
  }

  @Test
  void an_event_that_cannot_be_handled_because_of_a_bug_waits_and_costs_no_attempt() {
    var queue = at.queue(settlement -> SettleResult.APPLIED);

    at.breakClock();
    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED);

    assertThat(queue.settlements.get(0).settled()).isEmpty();
    assertThat(queue.settlements.get(0).next()).isInstanceOf(Next.Fault.class);
  }

  @Test
  void an_event_claimed_too_often_becomes_a_dead_letter_unsent_and_the_next_is_delivered() {
    var queue = at.queue(settlement -> SettleResult.APPLIED);
    ClaimedUser user = ScriptedConsumer.user(0, "u", null, 1, 2);
    var poisoned =
        new ClaimedUser(user.source(), 0, "u", user.token(), null, 6, null, user.entries());

    at.deliver(queue, poisoned, MAPPED);

    assertThat(queue.settlements.get(0).settled().get(0))
        .asInstanceOf(type(Settled.Dead.class))
        .extracting(Settled.Dead::deadLetter)
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo("poison");
              assertThat(letter.messageId()).isEqualTo("m1");
              assertThat(letter.message()).startsWith("Claimed 5 times");
              assertThat(letter.attempts()).isZero();
            });
    assertThat(queue.settlements.get(1).settled()).containsExactly(new Settled.Delivered());
    assertThat(novu.received).hasSize(1);
  }

  @Test
  void an_event_that_waited_too_long_becomes_a_dead_letter_unsent() {
    at.isNow(DeliveryFixture.NOW.plus(Configs.defaults().queue().maxEventAge()).plusSeconds(1));
    var queue = at.queue(settlement -> SettleResult.APPLIED);

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED);

    assertThat(queue.settlements.get(0).settled().get(0))
        .asInstanceOf(type(Settled.Dead.class))
        .extracting(settled -> settled.deadLetter().reason())
        .isEqualTo("expired");
    assertThat(novu.received).isEmpty();

    StoredEvent old = EventCodec.decode(ScriptedConsumer.user(0, "u", null, 1).entries().get(0));
    byte[] replayed = EventCodec.encode(old.replayed(old.body(), "web.0.l", false));
    at.deliver(
        queue, new ClaimedUser("web", 0, "u", "t", null, 1, null, List.of(replayed)), MAPPED);
    assertThat(novu.received).as("a person asked for it").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'n':1e2147483648                           | undecodable",
        "'n':1e999999999                            | undecodable",
        "'timestamp':'soon'                         | ",
        "'timestamp':'2014-04-04T00:00:00+0000'     | ",
      })
  void an_unreadable_event_becomes_a_dead_letter_at_once_and_a_readable_one_is_sent(
      String member, @Nullable String reason) {
    var queue = at.queue(settlement -> SettleResult.APPLIED);
    StoredEvent plain = EventCodec.decode(ScriptedConsumer.user(0, "u", null, 1).entries().get(0));
    String body = ("{'userId':'u','event':'User Registered'," + member + "}").replace('\'', '"');
    byte[] entry = EventCodec.encode(plain.replayed(body.getBytes(UTF_8), "web.0.l", false));

    at.deliver(queue, new ClaimedUser("web", 0, "u", "t", null, 1, null, List.of(entry)), MAPPED);

    assertThat(queue.settlements).hasSize(1);
    Settled settled = queue.settlements.get(0).settled().get(0);
    if (reason == null) {
      assertThat(settled).isEqualTo(new Settled.Delivered());
    } else {
      assertThat(settled)
          .asInstanceOf(type(Settled.Dead.class))
          .extracting(dead -> dead.deadLetter().reason())
          .isEqualTo(reason);
    }
    assertThat(at.counted(Metrics.UNREADABLE_TIMESTAMPS))
        .isEqualTo(member.contains("soon") ? 1 : 0);
  }

  private String key(int index) {
    return novu.received.get(index).headers().getOrDefault("Idempotency-Key", "");
  }
}
