package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.Rule;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A step of a rule with {@code maxAge} can expire before each attempt. */
final class ExpiryTest {

  private static final Mapping CODE = mapping(rule("code", true));
  private static final Mapping CODE_AND_NEWS = mapping(rule("code", true), rule("news", false));

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);

  @Test
  void an_event_is_sent_up_to_its_maximum_age_and_not_later() {
    at.isNow(DeliveryFixture.NOW.plus(Duration.ofMinutes(5)));
    at.deliver(queue, user(null), CODE);
    assertThat(workflows()).containsExactly("code");

    novu.received.clear();
    at.isNow(DeliveryFixture.NOW.plus(Duration.ofMinutes(5)).plusMillis(1));
    at.deliver(queue, user(null), CODE);

    assertThat(workflows()).isEmpty();
    DeadLetter deadLetter = deadLetter(1);
    assertThat(deadLetter.reason()).isEqualTo("expired");
    assertThat(deadLetter.message())
        .isEqualTo(
            "Too old to be sent by rule 1 (code), whose maxAge ended at 2026-11-23T16:05:00Z. A"
                + " replay with \"force\": true sends it all the same");
    assertThat(deadLetter.details().path("notAfter").asText()).isEqualTo("2026-11-23T16:05:00Z");
  }

  @Test
  void an_event_can_become_too_old_between_two_attempts() {
    novu.script(request -> response(503, "{}"));
    at.deliver(queue, user(null), CODE);
    novu.received.clear();

    at.isNow(DeliveryFixture.NOW.plus(Duration.ofMinutes(6)));
    novu.script(request -> AS_NOVU);
    at.deliver(queue, user(state(0)), CODE);

    assertThat(workflows()).isEmpty();
    assertThat(deadLetter(1).reason()).isEqualTo("expired");
    assertThat(deadLetter(1).attempts()).isEqualTo(1);
  }

  @Test
  void steps_of_other_rules_are_sent_and_a_retry_remembers_the_expired_step() {
    at.isNow(DeliveryFixture.NOW.plus(Duration.ofMinutes(6)));
    novu.script(request -> response(503, "{}"));
    at.deliver(queue, user(null), CODE_AND_NEWS);
    novu.script(request -> AS_NOVU);
    at.deliver(queue, user(state(0)), CODE_AND_NEWS);

    assertThat(workflows()).containsExactly("news", "news");
    assertThat(deadLetter(1).reason()).isEqualTo("expired");
    assertThat(deadLetter(1).details().path("steps"))
        .hasToString(
            "[{\"step\":\"rule 1 (code)\",\"outcome\":\"expired\"},"
                + "{\"step\":\"rule 2 (news)\",\"outcome\":\"done\"}]");
  }

  @Test
  void a_step_that_was_sent_in_time_does_not_expire_later() {
    novu.script(
        request ->
            request.json().path("name").asText().equals("news") ? response(503, "{}") : AS_NOVU);
    at.deliver(queue, user(null), CODE_AND_NEWS);
    at.isNow(DeliveryFixture.NOW.plus(Duration.ofMinutes(6)));
    novu.script(request -> AS_NOVU);
    at.deliver(queue, user(state(0)), CODE_AND_NEWS);

    assertThat(workflows()).containsExactly("code", "news", "news");
    assertThat(queue.settlements.get(1).settled()).containsExactly(new Settled.Delivered());
  }

  @Test
  void a_replay_keeps_its_age_unless_it_is_forced() {
    at.isNow(DeliveryFixture.NOW.plus(Duration.ofDays(1)));

    at.deliver(queue, replayed(false), CODE);
    assertThat(workflows()).isEmpty();
    assertThat(deadLetter(0).reason()).isEqualTo("expired");

    at.deliver(queue, replayed(true), CODE);
    assertThat(workflows()).containsExactly("code");
    assertThat(queue.settlements.get(1).settled()).containsExactly(new Settled.Delivered());
  }

  private static ClaimedUser replayed(boolean forced) {
    StoredEvent event = EventCodec.decode(user(null).entries().get(0));
    byte[] entry = EventCodec.encode(event.replayed(event.body(), "web.0.l", forced));
    return new ClaimedUser("web", 0, "u", "t", null, 1, null, List.of(entry));
  }

  private static Rule rule(String workflow, boolean ages) {
    Mappings.RuleBuilder rule = Mappings.rule(workflow).all();
    return ages ? rule.maxAge(Duration.ofMinutes(5)).build() : rule.build();
  }

  private static Mapping mapping(Rule... rules) {
    return Mappings.mapping().rules(List.of(rules)).build();
  }

  private static ClaimedUser user(@Nullable String state) {
    return ScriptedConsumer.user(0, "u", state, 1);
  }

  private @Nullable String state(int settlement) {
    return ((Next.Backoff) queue.settlements.get(settlement).next()).retryState();
  }

  private DeadLetter deadLetter(int settlement) {
    return ((Settled.Dead) queue.settlements.get(settlement).settled().get(0)).deadLetter();
  }

  private List<String> workflows() {
    return novu.received.stream().map(request -> request.json().path("name").asText()).toList();
  }
}
