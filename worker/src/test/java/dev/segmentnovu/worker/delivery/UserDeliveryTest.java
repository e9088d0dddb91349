package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The order of calls and settlements of one user, and its lease, on a stepped clock. */
final class UserDeliveryTest {

  private static final Mapping MAPPED = Mappings.of(Map.of("User Registered", "welcome"));

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();

  @Test
  void each_event_is_settled_before_the_next_is_sent() {
    var queue =
        at.queue(
            settlement -> {
              assertThat(novu.received).hasSize(settlement.position() + 1);
              return SettleResult.APPLIED;
            });

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2, 3), MAPPED);

    assertThat(queue.settlements)
        .extracting(Settlement::position, Settlement::next)
        .containsExactly(
            tuple(0, new Next.Keep()), tuple(1, new Next.Keep()), tuple(2, new Next.Release()));
  }

  @Test
  void a_lost_lease_ends_the_delivery_at_once() {
    var queue = at.queue(settlement -> SettleResult.STALE);

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(novu.received).hasSize(1);
    assertThat(queue.settlements).hasSize(1);
  }

  @Test
  void a_settlement_without_a_response_is_repeated_and_renews_the_lease_from_its_first_request() {
    var queue =
        at.queue(
            settlement -> {
              if (at.nanos() == 0) {
                at.pass(Duration.ofSeconds(8));
                return SettleResult.UNAVAILABLE;
              }
              return SettleResult.APPLIED;
            });

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    // Redis may have applied the first request: its lease lasts 2 s more, and the timeout is 3 s
    assertThat(novu.received).hasSize(1);
    assertThat(queue.settlements).hasSize(3);
    assertThat(queue.settlements.get(1)).isEqualTo(queue.settlements.get(0));
    assertThat(queue.settlements.get(2).next()).isEqualTo(new Next.Release());
    assertThat(queue.settlements.get(2).settled()).isEmpty();
  }

  /** Redis applied the first request, and its response was lost: the token of the claim is gone. */
  @Test
  void an_end_of_the_claim_that_redis_does_not_recognize_was_applied() {
    var queue = at.queue(settlement -> lostAnswer(Duration.ofSeconds(1)));

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED);

    assertThat(queue.settlements).hasSize(2);
    assertThat(at.settled("delivered")).isEqualTo(1);
    assertThat(at.counted(Metrics.STALE)).isZero();
  }

  @Test
  void after_the_lease_another_worker_may_have_the_user() {
    var queue = at.queue(settlement -> lostAnswer(Duration.ofSeconds(11)));

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED);

    assertThat(queue.settlements).hasSize(2);
    assertThat(at.settled("delivered")).isZero();
    assertThat(at.counted(Metrics.STALE)).isEqualTo(1);
  }

  @Test
  void a_claim_that_goes_on_and_is_gone_is_lost() {
    var queue = at.queue(settlement -> lostAnswer(Duration.ofSeconds(1)));

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(queue.settlements).extracting(Settlement::next).containsOnly(new Next.Keep());
    assertThat(at.counted(Metrics.STALE)).isEqualTo(1);
  }

  /** No response at first, and after {@code time} the claim is unknown. */
  private SettleResult lostAnswer(Duration time) {
    if (at.nanos() == 0) {
      at.pass(Duration.ofMillis(500));
      return SettleResult.UNAVAILABLE;
    }
    at.pass(time);
    return SettleResult.STALE;
  }

  @Test
  void a_settlement_is_given_up_when_the_lease_ends() {
    var queue =
        at.queue(
            settlement -> {
              at.pass(Duration.ofSeconds(4));
              return SettleResult.UNAVAILABLE;
            });

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(queue.settlements).hasSize(3);
    assertThat(novu.received).hasSize(1);
  }

  @Test
  void no_call_is_sent_that_the_lease_might_not_outlast() {
    var queue = at.queue(settlement -> SettleResult.APPLIED);
    var lease = at.lease();
    at.pass(Duration.ofSeconds(8));

    at.run(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED, lease);

    assertThat(novu.received).isEmpty();
    assertThat(queue.settlements).extracting(Settlement::next).containsExactly(new Next.Release());
  }

  @Test
  void a_draining_worker_gives_back_the_events_that_it_has_not_started() {
    novu.script(
        request -> {
          at.drain();
          return AS_NOVU;
        });
    var queue = at.queue(settlement -> SettleResult.APPLIED);

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2, 3), MAPPED);

    assertThat(novu.received).hasSize(1);
    assertThat(queue.settlements)
        .extracting(Settlement::position, Settlement::settled, Settlement::next)
        .containsExactly(
            tuple(0, List.of(new Settled.Delivered()), new Next.Keep()),
            tuple(1, List.of(), new Next.Release()));
  }

  @Test
  void a_parked_user_is_released_after_its_present_event() {
    var queue = at.queue(settlement -> SettleResult.PARKED);

    at.deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(novu.received).hasSize(1);
    assertThat(queue.settlements).hasSize(1);
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }
}
