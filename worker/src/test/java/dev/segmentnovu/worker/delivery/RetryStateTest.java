package dev.segmentnovu.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.NovuCall;
import java.time.Instant;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryStateTest {

  private static final NovuCall CALL =
      new NovuCall(
          "POST", "/v1/events/trigger", EventCodec.JSON.createObjectNode().put("name", "w"));

  @Test
  void the_body_is_stored_while_the_outcome_of_its_call_is_unknown() {
    RetryState lost = failed(RetryState.FRESH, NextKey.REUSE).withSentBody(CALL);
    assertThat(lost.sentBody()).isEqualTo("{\"name\":\"w\"}");
    assertThat(RetryState.decode(lost.encode())).isEqualTo(lost);
    // the key is reused, and the first body that was sent under it stays
    assertThat(failed(lost, NextKey.ROTATE_IF_CERTAIN).withSentBody(CALL).sentBody())
        .isEqualTo(lost.sentBody());
    assertThat(failed(lost, NextKey.ROTATE).withSentBody(CALL).sentBody()).isNull();
    assertThat(lost.advanced("p").sentBody()).isNull();

    assertThat(failed(RetryState.FRESH, NextKey.ROTATE_IF_CERTAIN).withSentBody(CALL).sentBody())
        .as("nothing can have been done")
        .isNull();
  }

  @Test
  void a_body_that_is_too_long_or_no_trigger_is_not_stored() {
    String text = "x".repeat(RetryState.MAX_SENT_BYTES);
    var large =
        new NovuCall(
            "POST", "/v1/events/trigger", EventCodec.JSON.createObjectNode().put("name", text));
    var other = new NovuCall("POST", "/v2/subscribers", EventCodec.JSON.createObjectNode());
    RetryState lost = failed(RetryState.FRESH, NextKey.REUSE);
    assertThat(lost.withSentBody(large).sentBody()).isNull();
    assertThat(lost.withSentBody(other).sentBody()).isNull();
  }

  private static RetryState failed(RetryState state, NextKey key) {
    return state.failed(
        new RetryState.PastAttempt(Instant.parse("2026-11-23T16:00:00Z"), null, "no answer", 1),
        key);
  }

  private static final Instant AT = Instant.parse("2026-11-23T16:11:22.337Z");

  @Test
  void a_definite_response_counts_as_an_attempt_and_a_lost_response_does_not() {
    RetryState state =
        RetryState.FRESH
            .failed(new RetryState.PastAttempt(AT, 503, "busy", 12), NextKey.ROTATE_IF_CERTAIN)
            .failed(
                new RetryState.PastAttempt(AT.plusSeconds(9), null, "timeout", 35_000),
                NextKey.REUSE)
            .failed(
                new RetryState.PastAttempt(AT.plusSeconds(50), 409, "in progress", 9),
                NextKey.REUSE);

    assertThat(state.failures()).isEqualTo(3);
    assertThat(state.attempts()).isEqualTo(1);
    assertThat(state.firstAttemptAt()).isEqualTo(AT);
    assertThat(RetryState.decode(state.encode())).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({
    "ROTATE_IF_CERTAIN, 1",
    "ROTATE_IF_CERTAIN ROTATE_IF_CERTAIN, 2",
    "REUSE, 0",
    "REUSE REUSE, 0",
    "REUSE ROTATE_IF_CERTAIN, 0",
    "REUSE ROTATE_IF_CERTAIN ROTATE_IF_CERTAIN, 0",
    "REUSE ROTATE_IF_CERTAIN ROTATE, 1",
    "REUSE ROTATE_IF_CERTAIN ROTATE ROTATE_IF_CERTAIN, 2",
    "ROTATE_IF_CERTAIN REUSE ROTATE_IF_CERTAIN, 1",
    "ROTATE_IF_CERTAIN REUSE ROTATE REUSE ROTATE_IF_CERTAIN, 2",
    "ROTATE, 1",
  })
  void a_key_is_reused_while_the_outcome_of_its_call_is_unknown(String uses, int generation) {
    RetryState state = RetryState.FRESH;
    for (String use : uses.split(" ", -1)) {
      state = state.failed(new RetryState.PastAttempt(AT, 500, "x", 1), NextKey.valueOf(use));
      state = RetryState.decode(state.encode());
    }

    assertThat(state.generation()).isEqualTo(generation);
  }

  @Test
  void an_expired_step_is_remembered_while_the_steps_stay_the_same() {
    RetryState state = RetryState.FRESH.advanced("p").expired("p");

    assertThat(RetryState.decode(state.encode())).isEqualTo(state);
    assertThat(state.step()).isEqualTo(2);
    assertThat(state.expired()).containsExactly(1);
    assertThat(state.forSteps("p")).isEqualTo(state);
    assertThat(state.forSteps("other").expired()).isEmpty();
  }

  @Test
  void the_next_step_has_a_key_of_its_own_and_is_forgotten_when_the_steps_change() {
    RetryState state =
        RetryState.FRESH
            .failed(new RetryState.PastAttempt(AT, 500, "x", 1), NextKey.ROTATE_IF_CERTAIN)
            .failed(new RetryState.PastAttempt(AT, null, "x", 1), NextKey.REUSE)
            .advanced("p");

    assertThat(RetryState.decode(state.encode())).isEqualTo(state);
    assertThat(state.step()).isEqualTo(1);
    assertThat(state.generation()).isZero();
    assertThat(state.outcomeUnknown())
        .as("what ended without a word may have come further")
        .isTrue();
    assertThat(state.failures()).isEqualTo(2);
    assertThat(state.forSteps("p")).isEqualTo(state);
    assertThat(state.forSteps("q").step()).isZero();
    assertThat(state.forSteps("q").history()).isEqualTo(state.history());
  }

  @Test
  void the_history_contains_the_latest_twenty_attempts_shortened() {
    RetryState state = RetryState.FRESH;
    for (int i = 0; i < 50; i++) {
      state =
          state.failed(
              new RetryState.PastAttempt(AT.plusSeconds(i), 500, "x".repeat(5_000), 1),
              NextKey.ROTATE_IF_CERTAIN);
    }

    assertThat(state.failures()).isEqualTo(50);
    assertThat(state.history())
        .extracting(RetryState.PastAttempt::at)
        .containsExactlyElementsOf(IntStream.range(30, 50).mapToObj(AT::plusSeconds).toList());
    assertThat(state.encode().length()).isLessThan(10_000);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "nonsense", "[]", "{\"history\":[{\"at\":\"?\"}]}"})
  void an_unreadable_state_counts_as_fresh(@Nullable String text) {
    assertThat(RetryState.decode(text)).isEqualTo(RetryState.FRESH);
  }
}
