package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.A;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.MAPPED;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.entry;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.identify;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.user;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.written;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.queue.history.DelayBuckets;
import dev.segmentnovu.queue.history.UnmappedTally;
import dev.segmentnovu.queue.history.failure.FailureKind;
import dev.segmentnovu.queue.history.failure.FailureTally;
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
import org.junit.jupiter.params.provider.EnumSource;

/** What deliveries leave in the history. */
final class DeliveryHistoryTest {

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);

  @Test
  void a_delivery_counts_with_the_time_since_its_acceptance() {
    var received = DeliveryFixture.NOW.minusSeconds(100);
    at.deliver(queue, user(null, entry(EventType.TRACK, "{}", received, 0)), MAPPED);

    ActivityReport report = at.history();
    assertThat(report.counts()).containsOnly(entry(ActivityCount.DELIVERED, 1L));
    assertThat(report.delays().percentile(1))
        .hasValue(DelayBuckets.middle(DelayBuckets.of(Duration.ofSeconds(100))));
    assertThat(report.failures()).isEmpty();
  }

  @Test
  void an_unchanged_identify_is_delivered_too() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    at.deliver(queue, user(written(queue, 0), identify(A)), MAPPED);

    assertThat(at.history().counts())
        .containsOnly(entry(ActivityCount.DELIVERED, 2L), entry(ActivityCount.UNCHANGED, 1L));
  }

  @Test
  void a_retry_and_the_dead_letter_that_it_ends_in_are_one_group() {
    novu.script(request -> response(503, "{\"message\":\"no room for 'u-1'\"}"));
    at.deliver(queue, user(null, IdentifyFixture.track()), MAPPED);
    var tooLong = DeliveryFixture.NOW.minus(Duration.ofDays(30));
    String before =
        RetryState.FRESH
            .failed(new RetryState.PastAttempt(tooLong, 503, "x", 1), NextKey.REUSE)
            .encode();
    at.deliver(queue, claimed(before), MAPPED);

    ActivityReport report = at.history();
    assertThat(report.counts())
        .containsOnly(entry(ActivityCount.RETRIED, 1L), entry(ActivityCount.DEAD, 1L));
    assertThat(report.failures()).hasSize(1);
    FailureTally group = report.failures().get(0);
    assertThat(group.kind().workflow()).isEqualTo("w");
    assertThat(group.kind().reason()).isEqualTo("exhausted");
    assertThat(group.kind().status()).isEqualTo(503);
    assertThat(group.kind().message()).contains("no room for <value>").doesNotContain("Given up");
    assertThat(group.deadLetters()).isEqualTo(1);
    assertThat(group.retries()).isEqualTo(1);
    assertThat(group.users().estimate()).isEqualTo(1);
    assertThat(group.sample()).isEqualTo(dead().deadLetter().id());
  }

  @Test
  void a_refused_event_is_grouped_by_the_words_of_novu() {
    novu.script(request -> response(422, "{\"message\":\"payload.total: 7 is no text\"}"));
    at.deliver(queue, user(null, IdentifyFixture.track()), MAPPED);

    ActivityReport report = at.history();
    assertThat(report.counts()).containsOnly(entry(ActivityCount.DEAD, 1L));
    assertThat(report.failures())
        .extracting(FailureTally::kind)
        .containsExactly(
            new FailureKind(
                "w", "rejected", 422, "Novu answered 422: payload.total: <number> is no text"));
  }

  @ParameterizedTest
  @EnumSource(Unmapped.class)
  void an_unmapped_event_is_counted_by_its_name(Unmapped policy) {
    boolean dead = policy == Unmapped.DEAD_LETTER;
    at.deliver(queue, user(null, IdentifyFixture.track()), mapping().unmapped(policy).build());

    ActivityReport report = at.history();
    assertThat(report.counts()).containsOnly(entry(ActivityCount.UNMAPPED, 1L));
    assertThat(report.unmapped())
        .containsExactly(
            new UnmappedTally("E", 1, dead ? 1 : 0, DeliveryFixture.NOW, DeliveryFixture.NOW));
    assertThat(report.failures()).hasSize(dead ? 1 : 0);
  }

  @Test
  void an_event_that_nothing_is_configured_for_is_skipped() {
    at.deliver(queue, user(null, entry(EventType.PAGE, "{}", 0)), MAPPED);

    assertThat(at.history().counts()).containsOnly(entry(ActivityCount.SKIPPED, 1L));
  }

  @Test
  void an_event_that_another_worker_settled_is_not_counted() {
    var stale = at.queue(settlement -> SettleResult.STALE);
    at.deliver(stale, user(null, IdentifyFixture.track()), MAPPED);
    at.deliver(queue, user(null, IdentifyFixture.track()), MAPPED);

    assertThat(at.history().counts()).isEqualTo(Map.of(ActivityCount.DELIVERED, 1L));
  }

  private Settled.Dead dead() {
    List<Settled> settled = queue.last().settled();
    return (Settled.Dead) settled.get(0);
  }

  private static ClaimedUser claimed(@Nullable String state) {
    return new ClaimedUser("web", 0, "u", "t", state, 1, null, List.of(IdentifyFixture.track()));
  }
}
