package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.A;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.A_REORDERED;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.B;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.MAPPED;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.entry;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.identify;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.methods;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.skippingUnchanged;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.track;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.user;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.CustomTraits;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Identifies that equal the last write of their user are not sent. */
final class UnchangedIdentifiesTest {

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);

  @Test
  void an_identify_that_equals_the_last_write_costs_no_call() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    String written = written(queue, 0);
    novu.received.clear();

    at.deliver(queue, user(written, identify(A_REORDERED)), MAPPED);

    assertThat(novu.received).isEmpty();
    assertThat(queue.last().settled()).containsExactly(new Settled.Delivered());
    assertThat(queue.last().profile()).isEqualTo(new Profile.Untouched());
    assertThat(at.counted(Metrics.UNCHANGED)).isEqualTo(1);
  }

  @Test
  void an_identify_with_new_traits_is_written_and_its_fingerprint_stored() {
    at.deliver(queue, user(null, identify(A)), MAPPED);

    at.deliver(queue, user(written(queue, 0), identify(B)), MAPPED);

    assertThat(methods(novu)).containsExactly("GET", "POST", "GET", "PATCH");
    assertThat(written(queue, 1)).isNotEqualTo(written(queue, 0));
    assertThat(at.counted(Metrics.UNCHANGED)).isZero();
  }

  @Test
  void the_same_traits_are_written_again_under_another_policy() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    novu.received.clear();

    var replacing = mapping().unmapped(Unmapped.SKIP).customTraits(CustomTraits.REPLACE).build();
    at.deliver(queue, user(written(queue, 0), identify(A)), replacing);

    assertThat(methods(novu)).containsExactly("PATCH");
  }

  @Test
  void when_switched_off_no_fingerprint_is_compared_or_stored() {
    Mapping off = skippingUnchanged(Duration.ZERO);
    at.deliver(queue, user(null, identify(A)), MAPPED);

    at.deliver(queue, user(written(queue, 0), identify(A)), off);

    assertThat(methods(novu)).containsExactly("GET", "POST", "GET", "PATCH");
    assertThat(queue.last().profile()).isEqualTo(new Profile.Unknown());
  }

  @Test
  void the_last_write_counts_within_a_claim_too() {
    at.deliver(queue, user(null, identify(A), track(), identify(A), track(), identify(B)), MAPPED);

    assertThat(methods(novu)).containsExactly("GET", "POST", "POST", "POST", "GET", "PATCH");
    assertThat(at.counted(Metrics.UNCHANGED)).isEqualTo(1);
  }

  @Test
  void a_replay_is_sent_though_unchanged_and_is_not_merged() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    novu.received.clear();

    at.deliver(
        queue, user(written(queue, 0), entry(EventType.IDENTIFY, A, 1), identify(B)), MAPPED);

    assertThat(methods(novu)).containsExactly("GET", "PATCH", "GET", "PATCH");
  }

  @Test
  void an_unchanged_upsert_is_not_sent_but_the_other_steps_are() {
    Mapping onIdentify =
        mapping()
            .rule(Mappings.rule("w").when("type = \"identify\""))
            .unmapped(Unmapped.SKIP)
            .build();
    at.deliver(queue, user(null, identify(A), identify(A)), onIdentify);

    assertThat(methods(novu)).containsExactly("GET", "POST", "POST", "POST");
    assertThat(queue.settlements).hasSize(2);
    assertThat(at.counted(Metrics.UNCHANGED)).isEqualTo(1);
  }
}
