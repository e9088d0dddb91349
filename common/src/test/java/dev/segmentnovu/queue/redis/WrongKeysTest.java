package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.config.setting.QueueSettings.FAILURES;
import static dev.segmentnovu.config.setting.QueueSettings.UNMAPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.AuditReport.Finding;
import dev.segmentnovu.queue.admin.AuditReport.Kind;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.client.codec.StringCodec;

/** Keys that another program wrote: they harm nobody but whom they belong to. */
final class WrongKeysTest extends WrongKeysFixture {

  @Test
  void a_list_of_another_type_is_set_aside_and_events_go_to_a_new_list() {
    plant("SET q:b theirs");

    assertThat(
            get(
                queue.enqueue(
                    source,
                    List.of(event("a", "1"), event("b", "2"), event("c", "3"), event("b", "4")))))
        .isEqualTo(new EnqueueResult.Accepted(0));

    assertThat(claimed()).containsExactly("a [1]", "b [2, 4]", "c [3]");
    assertThat(plant("GET broken:q:b")).isEqualTo("theirs");
    assertThat(get(queue.stats(source)).totals().violations()).isPositive();
  }

  @Test
  void a_parked_user_stays_parked_when_its_list_is_set_aside() {
    enqueue(queue, "u", "1");
    get(queue.operators().parkedUsers().park(source, List.of("u")));
    plant("SET q:u theirs");

    enqueue(queue, "u", "2");

    assertThat(claimed()).isEmpty();
    get(queue.operators().parkedUsers().unpark(source, List.of("u")));
    assertThat(claimed()).containsExactly("u [2]");
  }

  @Test
  void a_claim_of_a_list_that_was_set_aside_settles_no_later_event() {
    enqueue(queue, "u", "1");
    ClaimedUser user = claimOne(queue);
    plant("SET q:u theirs");
    enqueue(queue, "u", "2");

    assertThat(settle(queue, user, 0, new Next.Release(), delivered()))
        .isEqualTo(SettleResult.STALE);

    plant("ZADD ready 1 u");
    assertThat(claimed()).containsExactly("u [2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "stats", "seen", "seen:before"})
  void a_shared_key_of_another_type_fails_a_call_before_it_writes(String key) {
    plant("SET " + key + " theirs");
    List<NewEvent> events = List.of(event("a", "1"), event("b", "2"));

    assertThat(get(queue.enqueue(source, events)))
        .isInstanceOfSatisfying(
            EnqueueResult.Unavailable.class,
            refused -> assertThat(refused.reason()).contains("WRONGTYPE", "relay fsck"));
    assertThat(plant("EXISTS q:a")).isEqualTo(0L);

    plant("DEL " + key);
    assertThat(get(queue.enqueue(source, events))).isEqualTo(new EnqueueResult.Accepted(0));
    assertThat(claimed()).containsExactly("a [1]", "b [2]");
  }

  @Test
  void counters_that_are_no_numbers_stop_no_event() {
    for (String name : List.of("events", "bytes", "enqueued", "claimed", "delivered")) {
      plant("HSET stats " + name + " theirs");
    }

    enqueue(queue, "u", "1", "2");
    settle(queue, claimOne(queue), 0, new Next.Release(), delivered());

    assertThat(claimed()).containsExactly("u [2]");
    get(queue.operators().audit().run(source, true));
    assertThat(get(queue.stats(source)).depth()).isEqualTo(1);
    assertThat(get(queue.operators().audit().run(source, false)).findings()).isEmpty();
  }

  @Test
  void a_claim_skips_a_list_of_another_type() {
    enqueue(queue, "a", "1");
    enqueue(queue, "b", "2");
    enqueue(queue, "c", "3");
    plant("SET q:b theirs");

    assertThat(claimed()).containsExactly("a [1]", "c [3]");

    assertThat(get(queue.stats(source)).totals().violations()).isPositive();
    enqueue(queue, "b", "4");
    assertThat(claimed()).containsExactly("b [4]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "t 1 99 1 ",
        "t 1 99999999999999999999 1 ",
        "t 1 0 99999999999999999999999 ",
        "- 0 2 1 state"
      })
  void a_claim_accepts_a_head_with_any_text(String head) {
    enqueue(queue, "a", "1");
    enqueue(queue, "b", "2", "3");
    plant("HSET heads b", head);

    assertThat(claimed()).containsExactly("a [1]", "b [2, 3]");
  }

  @Test
  void claims_go_on_when_the_key_of_heads_is_of_another_type() {
    enqueue(queue, "a", "1");
    plant("SET heads theirs");

    assertThat(claimed()).containsExactly("a [1]");
  }

  @Test
  void claims_and_settlements_go_on_without_counters() {
    enqueue(queue, "a", "1", "2");
    plant("SET stats theirs");

    ClaimedUser user = claimOne(queue);
    assertThat(settle(queue, user, 0, new Next.Release(), delivered()))
        .isEqualTo(SettleResult.APPLIED);
    assertThat(claimed()).containsExactly("a [2]");
  }

  @Test
  void a_settlement_on_a_list_of_another_type_does_not_fail_the_others() {
    for (String user : List.of("a", "b", "c", "d")) {
      enqueue(queue, user, user + 1, user + 2);
    }
    List<ClaimedUser> users = get(queue.claim(source, 0, 10, true)).users();
    plant("SET q:b theirs");
    plant("SET q:c theirs");

    List<CompletionStage<SettleResult>> results = new ArrayList<>();
    for (ClaimedUser user : users) {
      Settled settled = user.orderingKey().equals("c") ? dead("c") : delivered();
      results.add(
          queue.settle(
              new Settlement(
                  user, 0, List.of(settled), new Next.Release(), new Profile.Untouched())));
    }

    assertThat(results.stream().map(RedisQueueFixture::get)).containsOnly(SettleResult.APPLIED);
    assertThat(claimed()).containsExactly("a [a2]", "d [d2]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ready",
        "stats",
        "heads",
        "parked",
        "dead",
        "dead:unmapped",
        "dead:letters",
        "dead:entries",
        "seen",
        "seen:before",
        "q:u"
      })
  void an_audit_reports_and_renames_a_key_of_another_type_and_the_next_deletes_it(String key) {
    buried("v");
    enqueue(queue, "u", "1");
    enqueue(queue, "w", "2");
    plant("DEL " + key);
    plant("SET " + key + " theirs");
    String subject = key.equals("q:u") ? "u" : key;

    assertThat(get(queue.operators().audit().run(source, false)).findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.WRONG_TYPE);
              assertThat(finding.subject()).isEqualTo(subject);
              assertThat(finding.details())
                  .startsWith("relay:{" + source + ":0}:" + key + " is a string and must be a ");
            });
    get(queue.operators().audit().run(source, true));
    assertThat(plant("GET broken:" + key)).isEqualTo("theirs");
    assertThat(get(queue.operators().audit().run(source, true)).findings())
        .extracting(Finding::kind, Finding::subject)
        .containsExactly(tuple(Kind.SET_ASIDE, "broken:" + key));
    assertThat(get(queue.operators().audit().run(source, false)).findings()).isEmpty();
    assertThat(claimed()).contains("w [2]").hasSize(key.equals("q:u") ? 1 : 2);
  }

  @Test
  void a_budget_that_cannot_be_read_is_built_anew() {
    var policy = new Seen(100, Duration.ofSeconds(1), 110, 100, 1, Duration.ZERO, 0);
    String budget = QueueKeys.budget(source).toString();

    hand.getBucket(budget, StringCodec.INSTANCE).set("theirs");
    assertThat(get(queue.budget(source))).isEmpty();
    assertThat(granted(policy)).isEqualTo(10);

    hand.getMap(budget, StringCodec.INSTANCE).put("trigger:tokens", "theirs");
    assertThat(get(queue.budget(source))).isEmpty();
    assertThat(granted(policy)).isEqualTo(10);
  }

  private int granted(Seen seen) {
    var ask = new Ask("trigger", 10, new BatchBid("w", 0), null, seen);
    return get(queue.rateBudget().take(source, ask)).tokens();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ready",
        "stats",
        "heads",
        "parked",
        "dead",
        "dead:unmapped",
        "dead:letters",
        "q:u"
      })
  void the_state_of_the_queue_is_shown_when_a_key_is_of_another_type(String key) {
    enqueue(queue, "u", "1");
    plant("DEL " + key);
    plant("SET " + key + " theirs");

    assertThat(queue.stats(source)).succeedsWithin(Duration.ofSeconds(5));
    assertThat(letters().list(ALL, null, 10)).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void a_user_that_cannot_be_parked_stays_ready() {
    enqueue(queue, "u", "1");
    plant("SET parked theirs");

    assertThat(queue.operators().parkedUsers().park(source, List.of("u")))
        .failsWithin(Duration.ofSeconds(5));

    assertThat(claimed()).containsExactly("u [1]");
  }

  @Test
  void events_are_settled_when_the_key_of_parked_users_is_of_another_type() {
    plant("SET parked theirs");
    enqueue(queue, "a", "1");

    assertThat(settle(queue, claimOne(queue), 0, new Next.Release(), delivered()))
        .isEqualTo(SettleResult.APPLIED);
    assertThat(plant("GET broken:parked")).isEqualTo("theirs");
  }

  @Test
  void overwritten_leases_end_and_the_events_are_claimed_again() {
    enqueue(queue, "a", "1");
    ClaimedUser user = claimOne(queue);
    plant("DEL heads");
    plant("SET heads theirs");

    assertThat(settle(queue, user, 0, new Next.Release(), delivered()))
        .isEqualTo(SettleResult.STALE);
    assertThat(plant("GET broken:heads")).isEqualTo("theirs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dead", "dead:unmapped"})
  void claims_go_on_when_a_key_of_blocking_dead_letters_is_of_another_type(String key) {
    RedisEventQueue blocking =
        queue(
            Configs.settings()
                .bounds(FAILURES, 10, 1_000_000, Duration.ofDays(1), AtBound.BLOCK)
                .bounds(UNMAPPED, 10, 1_000_000, Duration.ofDays(1), AtBound.BLOCK));
    enqueue(blocking, "a", "1");
    plant("SET " + key + " theirs");

    assertThat(get(blocking.claim(source, 0, 10, true)).users()).hasSize(1);
  }
}
