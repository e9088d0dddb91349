package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.worker.delivery.IdentifyFixture.A;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.B;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.MAPPED;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.identify;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.methods;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.track;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.user;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.written;
import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Consecutive identifies of a user are merged into one write. */
final class MergedWritesTest {

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);

  @Test
  void consecutive_identifies_are_merged_into_one_write_and_each_is_settled() {
    at.deliver(
        queue, user(null, identify(A), identify(B), identify(A), track(), identify(B)), MAPPED);

    assertThat(methods(novu)).containsExactly("GET", "POST", "POST", "GET", "PATCH");
    assertThat(novu.received.get(1).json().path("data")).hasToString("{\"plan\":\"a\"}");
    assertThat(queue.settlements)
        .extracting(Settlement::position, each -> each.settled().size())
        .containsExactly(tuple(0, 3), tuple(3, 1), tuple(4, 1));
    assertThat(at.counted(Metrics.MERGED)).isEqualTo(2);
    assertThat(at.settled("delivered")).isEqualTo(5);
  }

  @Test
  void merged_identifies_that_equal_the_last_write_cost_no_call() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    novu.received.clear();

    at.deliver(queue, user(written(queue, 0), identify(B), identify(A)), MAPPED);

    assertThat(novu.received).isEmpty();
    assertThat(queue.last().settled()).hasSize(2);
    assertThat(at.counted(Metrics.UNCHANGED)).isEqualTo(2);
  }

  @Test
  void if_novu_refuses_a_merged_write_each_identify_is_written_alone() {
    novu.script(
        call ->
            call.body().contains("colour")
                ? response(422, "{\"message\":\"no colour\"}")
                : AS_NOVU);

    at.deliver(queue, user(null, identify(A), identify("{\"colour\":\"c\"}"), identify(B)), MAPPED);

    assertThat(queue.settlements)
        .extracting(each -> each.settled().get(0).getClass().getSimpleName())
        .containsExactly("Delivered", "Dead", "Delivered");
    assertThat(novu.subscriber("u").path("data").path("plan").asText()).isEqualTo("b");
    assertThat(novu.received)
        .filteredOn(call -> call.headers().containsKey("Idempotency-Key"))
        .extracting(call -> call.headers().get("Idempotency-Key"))
        .doesNotHaveDuplicates();
  }

  @Test
  void after_a_failed_merged_write_the_first_identify_is_retried_alone() {
    novu.script(call -> response(503, "{}"));
    at.deliver(queue, user(null, identify(A), identify(B)), MAPPED);
    var backoff = (Next.Backoff) queue.last().next();
    assertThat(queue.last().settled()).isEmpty();
    assertThat(queue.last().profile()).isEqualTo(new Profile.Unknown());

    novu.script(call -> AS_NOVU);
    novu.received.clear();
    at.deliver(
        queue,
        new ClaimedUser(
            "web", 0, "u", "t", backoff.retryState(), 1, null, List.of(identify(A), identify(B))),
        MAPPED);

    assertThat(queue.settlements.get(1).settled()).hasSize(1);
    assertThat(methods(novu)).containsExactly("GET", "POST", "GET", "PATCH");
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }
}
