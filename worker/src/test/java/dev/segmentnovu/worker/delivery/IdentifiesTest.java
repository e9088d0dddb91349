package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.testing.Mappings.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.CustomTraits;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.testing.FakeNovu;
import dev.segmentnovu.worker.testing.FakeNovu.Answer;
import dev.segmentnovu.worker.testing.FakeNovu.Received;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifies that say nothing new, and identifies that are written together. */
final class IdentifiesTest {

  private static final String A = "{\"plan\":\"a\",\"email\":\"a@b.co\"}";
  private static final String A_REORDERED = "{\"email\":\"a@b.co\",\"plan\":\"a\"}";
  private static final String B = "{\"plan\":\"b\"}";
  private static final Mapping MAPPED = skippingUnchanged(Duration.ofHours(1));

  private final DeliveryFixture at = new DeliveryFixture();
  private final FakeNovu novu = at.novu();
  private final FakeProfiles profiles = new FakeProfiles();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);

  IdentifiesTest() {
    novu.script(profiles::answer);
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void an_identify_that_equals_the_last_write_costs_no_call() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    String written = written(0);
    novu.received.clear();

    at.deliver(queue, user(written, identify(A_REORDERED)), MAPPED);

    assertThat(novu.received).isEmpty();
    assertThat(last().settled()).containsExactly(new Settled.Delivered());
    assertThat(last().profile()).isEqualTo(new Profile.Untouched());
    assertThat(at.counted(Metrics.UNCHANGED)).isEqualTo(1);
  }

  @Test
  void an_identify_with_new_traits_is_written_and_its_fingerprint_stored() {
    at.deliver(queue, user(null, identify(A)), MAPPED);

    at.deliver(queue, user(written(0), identify(B)), MAPPED);

    assertThat(lines()).containsExactly("GET", "POST", "GET", "PATCH");
    assertThat(written(1)).isNotEqualTo(written(0));
    assertThat(at.counted(Metrics.UNCHANGED)).isZero();
  }

  @Test
  void the_same_traits_are_written_again_under_another_policy() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    novu.received.clear();

    var replacing = mapping().unmapped(Unmapped.SKIP).customTraits(CustomTraits.REPLACE).build();
    at.deliver(queue, user(written(0), identify(A)), replacing);

    assertThat(lines()).containsExactly("PATCH");
  }

  @Test
  void when_switched_off_no_fingerprint_is_compared_or_stored() {
    Mapping off = skippingUnchanged(Duration.ZERO);
    at.deliver(queue, user(null, identify(A)), MAPPED);

    at.deliver(queue, user(written(0), identify(A)), off);

    assertThat(lines()).containsExactly("GET", "POST", "GET", "PATCH");
    assertThat(last().profile()).isEqualTo(new Profile.Unknown());
  }

  @Test
  void the_last_write_counts_within_a_claim_too() {
    at.deliver(queue, user(null, identify(A), track(), identify(A), track(), identify(B)), MAPPED);

    assertThat(lines()).containsExactly("GET", "POST", "POST", "POST", "GET", "PATCH");
    assertThat(at.counted(Metrics.UNCHANGED)).isEqualTo(1);
  }

  @Test
  void consecutive_identifies_are_merged_into_one_write_and_each_is_settled() {
    at.deliver(
        queue, user(null, identify(A), identify(B), identify(A), track(), identify(B)), MAPPED);

    assertThat(lines()).containsExactly("GET", "POST", "POST", "GET", "PATCH");
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

    at.deliver(queue, user(written(0), identify(B), identify(A)), MAPPED);

    assertThat(novu.received).isEmpty();
    assertThat(last().settled()).hasSize(2);
    assertThat(at.counted(Metrics.UNCHANGED)).isEqualTo(2);
  }

  @Test
  void if_novu_refuses_a_merged_write_each_identify_is_written_alone() {
    novu.script(
        call ->
            call.body().contains("colour")
                ? Answer.of(422, "{\"message\":\"no colour\"}")
                : profiles.answer(call));

    at.deliver(queue, user(null, identify(A), identify("{\"colour\":\"c\"}"), identify(B)), MAPPED);

    assertThat(queue.settlements)
        .extracting(each -> each.settled().get(0).getClass().getSimpleName())
        .containsExactly("Delivered", "Dead", "Delivered");
    assertThat(profiles.one("u").path("data").path("plan").asText()).isEqualTo("b");
    assertThat(novu.received)
        .filteredOn(call -> call.headers().containsKey("Idempotency-Key"))
        .extracting(call -> call.headers().get("Idempotency-Key"))
        .doesNotHaveDuplicates();
  }

  @Test
  void after_a_failed_merged_write_the_first_identify_is_retried_alone() {
    novu.script(call -> Answer.of(503, "{}"));
    at.deliver(queue, user(null, identify(A), identify(B)), MAPPED);
    var backoff = (Next.Backoff) last().next();
    assertThat(last().settled()).isEmpty();
    assertThat(last().profile()).isEqualTo(new Profile.Unknown());

    novu.script(profiles::answer);
    novu.received.clear();
    at.deliver(
        queue,
        new ClaimedUser(
            "web", 0, "u", "t", backoff.retryState(), 1, null, List.of(identify(A), identify(B))),
        MAPPED);

    assertThat(queue.settlements.get(1).settled()).hasSize(1);
    assertThat(lines()).containsExactly("GET", "POST", "GET", "PATCH");
  }

  /** What may have been done by it, nobody knows. */
  @ParameterizedTest
  @ValueSource(ints = {400, 500, 0})
  void after_a_failed_write_the_profile_is_unknown(int status) {
    novu.script(call -> Answer.of(status, "{\"message\":\"no\"}"));

    at.deliver(queue, user("known", identify(A)), MAPPED);

    assertThat(last().profile()).isEqualTo(new Profile.Unknown());
  }

  /** The first event was sent, its worker was killed, and by now it is too old. */
  @Test
  void the_profile_is_unknown_if_an_earlier_claim_may_have_written_it() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    byte[] old = entry(EventType.IDENTIFY, B, DeliveryFixture.NOW.minus(Duration.ofDays(30)), 0);
    var again = new ClaimedUser("web", 0, "u", "t", null, 2, written(0), List.of(old, identify(A)));
    novu.received.clear();

    at.deliver(queue, again, MAPPED);

    assertThat(queue.settlements.get(1).settled().get(0)).isInstanceOf(Settled.Dead.class);
    assertThat(queue.settlements.get(1).profile()).isEqualTo(new Profile.Unknown());
    assertThat(lines()).containsExactly("GET", "PATCH");
  }

  @Test
  void a_replay_is_sent_though_unchanged_and_is_not_merged() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    novu.received.clear();

    at.deliver(queue, user(written(0), entry(EventType.IDENTIFY, A, 1), identify(B)), MAPPED);

    assertThat(lines()).containsExactly("GET", "PATCH", "GET", "PATCH");
  }

  @Test
  void after_a_deletion_the_profile_is_unknown() {
    at.deliver(queue, user(null, identify(A)), MAPPED);

    at.deliver(queue, user(written(0), entry(EventType.DELETE, "{}", 0), identify(A)), MAPPED);

    assertThat(queue.settlements.get(1).profile()).isEqualTo(new Profile.Unknown());
    assertThat(profiles.one("u").path("email").asText()).isEqualTo("a@b.co");
  }

  @Test
  void a_rule_that_writes_the_users_profile_makes_it_unknown() {
    Mapping writing = rule("{\"subscriberId\": userId, \"email\": \"x@y.co\"}", null);
    at.deliver(queue, user(null, identify(A), track(), identify(A), track(), identify(A)), writing);

    assertThat(profiles.one("u").path("email").asText()).isEqualTo("a@b.co");
    assertThat(queue.settlements)
        .extracting(Settlement::profile)
        .containsExactly(
            queue.settlements.get(0).profile(),
            new Profile.Overwritten(),
            new Profile.Overwritten(),
            new Profile.Overwritten(),
            new Profile.Overwritten());
    assertThat(queue.forgotten).isEmpty();
  }

  /** Queued while the order was none, or replayed into a shard that is not the user's. */
  @ParameterizedTest
  @EnumSource(
      value = EventType.class,
      names = {"IDENTIFY", "DELETE"})
  void an_event_without_order_that_writes_a_profile_makes_the_profile_of_its_user_unknown(
      EventType type) {
    byte[] event = entry(type, B, 0);
    String alone = OrderingKey.alone("u", "m");

    at.deliver(queue, new ClaimedUser("web", 0, alone, "t", null, 1, null, List.of(event)), MAPPED);

    assertThat(queue.forgotten).containsExactly("u");
    assertThat(last().profile()).isEqualTo(new Profile.Unknown());
  }

  /** It may be switched on again while they are remembered. */
  @Test
  void profiles_that_rules_write_are_forgotten_even_when_switched_off() {
    Mapping writing = rule("{\"subscriberId\": \"v\", \"email\": \"x@y.co\"}", null);
    Mapping off =
        mapping()
            .rules(writing.rules())
            .unmapped(Unmapped.SKIP)
            .skipUnchanged(Duration.ZERO)
            .build();

    at.deliver(queue, user(null, track()), off);

    assertThat(queue.forgotten).containsExactly("v");
  }

  /** A worker dies after the trigger was taken; when the event comes again its rule has expired. */
  @Test
  void profiles_of_others_are_forgotten_even_if_the_rule_has_expired_in_the_next_claim() {
    String to = "{\"subscriberId\": \"v\", \"email\": \"x@y.co\"}";
    Mapping expiring =
        mapping()
            .rule(Mappings.rule("w").when("type = \"track\"").to(to).maxAge(Duration.ofMinutes(5)))
            .unmapped(Unmapped.SKIP)
            .build();
    byte[] event =
        entry(EventType.TRACK, "{}", DeliveryFixture.NOW.minus(Duration.ofMinutes(6)), 0);

    at.deliver(queue, new ClaimedUser("web", 0, "u", "t", null, 2, null, List.of(event)), expiring);

    assertThat(last().settled().get(0)).isInstanceOf(Settled.Dead.class);
    assertThat(queue.forgotten).containsExactly("v");
  }

  @Test
  void profiles_of_others_that_a_rule_writes_are_forgotten_before_the_event_is_settled() {
    Mapping writing =
        rule(
            "[{\"subscriberId\": \"v\", \"email\": \"x@y.co\"}, {\"subscriberId\": \"bare\"},"
                + " \"t\"]",
            "{\"subscriberId\": \"w\", \"firstName\": \"W\"}");
    var asked = new ArrayList<Integer>();
    queue.forget =
        () -> {
          asked.add(queue.settlements.size());
          return CompletableFuture.completedFuture(null);
        };

    at.deliver(queue, user(null, track()), writing);

    assertThat(queue.forgotten).containsExactlyInAnyOrder("v", "w");
    assertThat(asked).containsExactly(0);
    assertThat(last().profile()).isEqualTo(new Profile.Untouched());
  }

  @Test
  void an_event_is_not_settled_before_the_profiles_that_its_rule_wrote_are_forgotten() {
    queue.forget = () -> CompletableFuture.failedFuture(new IllegalStateException("away"));

    at.deliver(
        queue, user(null, track()), rule("{\"subscriberId\": \"v\", \"email\": \"x@y.co\"}", null));

    assertThat(queue.settlements).isEmpty();
  }

  @Test
  void an_unchanged_upsert_is_not_sent_but_the_other_steps_are() {
    Mapping onIdentify =
        mapping()
            .rule(Mappings.rule("w").when("type = \"identify\""))
            .unmapped(Unmapped.SKIP)
            .build();
    at.deliver(queue, user(null, identify(A), identify(A)), onIdentify);

    assertThat(lines()).containsExactly("GET", "POST", "POST", "POST");
    assertThat(queue.settlements).hasSize(2);
    assertThat(at.counted(Metrics.UNCHANGED)).isEqualTo(1);
  }

  private Settlement last() {
    return queue.settlements.get(queue.settlements.size() - 1);
  }

  private String written(int settlement) {
    return ((Profile.Written) queue.settlements.get(settlement).profile()).fingerprint();
  }

  private List<String> lines() {
    return novu.received.stream().map(Received::method).toList();
  }

  private static Mapping skippingUnchanged(Duration lifetime) {
    return mapping().workflow("E", "w").unmapped(Unmapped.SKIP).skipUnchanged(lifetime).build();
  }

  private static Mapping rule(String to, @Nullable String actor) {
    Mappings.RuleBuilder rule = Mappings.rule("w").when("type = \"track\"").to(to);
    if (actor != null) {
      rule.actor(actor);
    }
    return mapping().rule(rule).unmapped(Unmapped.SKIP).build();
  }

  private static ClaimedUser user(@Nullable String profile, byte[]... entries) {
    return new ClaimedUser("web", 0, "u", "t", null, 1, profile, List.of(entries));
  }

  private static byte[] identify(String traits) {
    return entry(EventType.IDENTIFY, traits, 0);
  }

  private static byte[] track() {
    return entry(EventType.TRACK, "{}", 0);
  }

  private static byte[] entry(EventType type, String traits, int replays) {
    return entry(type, traits, DeliveryFixture.NOW, replays);
  }

  private static byte[] entry(EventType type, String traits, Instant received, int replays) {
    String body = "{\"userId\":\"u\",\"event\":\"E\",\"traits\":" + traits + "}";
    return EventCodec.encode(
        Events.of(type, body).messageId("m").receivedAt(received).replays(replays).stored());
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }
}
