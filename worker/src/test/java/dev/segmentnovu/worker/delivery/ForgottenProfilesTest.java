package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.A;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.B;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.MAPPED;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.entry;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.identify;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.methods;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.rule;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.track;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.user;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.written;
import static dev.segmentnovu.worker.testing.ScriptedNovu.RESET;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fingerprint of a profile is forgotten when anything else may have written to the profile. */
final class ForgottenProfilesTest {

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);

  /** Novu may have processed the write. */
  @ParameterizedTest
  @ValueSource(ints = {400, 500, 0})
  void after_a_failed_write_the_profile_is_unknown(int status) {
    novu.script(call -> status == 0 ? RESET : response(status, "{\"message\":\"no\"}"));

    at.deliver(queue, user("known", identify(A)), MAPPED);

    assertThat(queue.last().profile()).isEqualTo(new Profile.Unknown());
  }

  /** The first event was sent, its worker was killed, and by now it is too old. */
  @Test
  void the_profile_is_unknown_if_an_earlier_claim_may_have_written_it() {
    at.deliver(queue, user(null, identify(A)), MAPPED);
    byte[] old = entry(EventType.IDENTIFY, B, DeliveryFixture.NOW.minus(Duration.ofDays(30)), 0);
    var again =
        new ClaimedUser("web", 0, "u", "t", null, 2, written(queue, 0), List.of(old, identify(A)));
    novu.received.clear();

    at.deliver(queue, again, MAPPED);

    assertThat(queue.settlements.get(1).settled().get(0)).isInstanceOf(Settled.Dead.class);
    assertThat(queue.settlements.get(1).profile()).isEqualTo(new Profile.Unknown());
    assertThat(methods(novu)).containsExactly("GET", "PATCH");
  }

  @Test
  void after_a_deletion_the_profile_is_unknown() {
    at.deliver(queue, user(null, identify(A)), MAPPED);

    at.deliver(
        queue, user(written(queue, 0), entry(EventType.DELETE, "{}", 0), identify(A)), MAPPED);

    assertThat(queue.settlements.get(1).profile()).isEqualTo(new Profile.Unknown());
    assertThat(novu.subscriber("u").path("email").asText()).isEqualTo("a@b.co");
  }

  @Test
  void a_rule_that_writes_the_users_profile_makes_it_unknown() {
    Mapping writing = rule("{\"subscriberId\": userId, \"email\": \"x@y.co\"}", null);
    at.deliver(queue, user(null, identify(A), track(), identify(A), track(), identify(A)), writing);

    assertThat(novu.subscriber("u").path("email").asText()).isEqualTo("a@b.co");
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

  /** Such events are queued with {@code order: none}, or replayed into another shard. */
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
    assertThat(queue.last().profile()).isEqualTo(new Profile.Unknown());
  }

  /** The comparison may be switched on again before the fingerprints expire. */
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

  /** A worker dies after Novu accepted the trigger; in the next claim the rule has expired. */
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

    assertThat(queue.last().settled().get(0)).isInstanceOf(Settled.Dead.class);
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
    assertThat(queue.last().profile()).isEqualTo(new Profile.Untouched());
  }

  @Test
  void an_event_is_not_settled_before_the_profiles_that_its_rule_wrote_are_forgotten() {
    queue.forget = () -> CompletableFuture.failedFuture(new IllegalStateException("away"));

    at.deliver(
        queue, user(null, track()), rule("{\"subscriberId\": \"v\", \"email\": \"x@y.co\"}", null));

    assertThat(queue.settlements).isEmpty();
  }
}
