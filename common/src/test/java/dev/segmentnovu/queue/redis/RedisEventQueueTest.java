package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;

/** What events, claims and settlements come to, step by step. */
final class RedisEventQueueTest extends RedisQueueFixture {

  @Test
  void events_of_a_user_come_back_in_the_order_they_were_accepted() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");
    enqueue(queue, "u", "3");

    ClaimedUser user = claimOne(queue);

    assertThat(texts(user)).containsExactly("1", "2", "3");
    assertThat(user.retryState()).isNull();
  }

  @Test
  void a_message_id_is_accepted_once() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");

    assertThat(get(queue.enqueue(source, List.of(event("u", "2"), event("u", "3")))))
        .isEqualTo(new EnqueueResult.Accepted(1));
    assertThat(texts(claimOne(queue))).containsExactly("1", "2", "3");
    assertThat(get(queue.stats(source)).totals().duplicates()).isEqualTo(1);
  }

  @Test
  void message_ids_expire_even_if_no_further_event_comes() {
    enqueue(queue(), "u", "1");
    RedissonClient client = TestRedis.client();
    try {
      long left = client.getSet(QueueKeys.of(source, 0, 1).seen().toString()).remainTimeToLive();
      assertThat(Duration.ofMillis(left)).isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
    } finally {
      client.shutdown();
    }
  }

  @Test
  void more_events_than_luas_stack_holds_are_accepted_in_one_call() {
    var queue = queue();
    List<NewEvent> many =
        IntStream.range(0, 4_100).mapToObj(i -> event("u" + i % 4_050, "" + i % 4_080)).toList();

    assertThat(get(queue.enqueue(source, many))).isEqualTo(new EnqueueResult.Accepted(20));
    assertThat(get(queue.stats(source)).depth()).isEqualTo(4_080);
  }

  @Test
  void a_claimed_user_is_claimed_by_no_other_worker() {
    var queue = queue();
    enqueue(queue, "u", "1");
    claimOne(queue);

    Claim second = get(queue().claim(source, 0, 10, true));

    assertThat(second.users()).isEmpty();
    assertThat(second.nextDue()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
  }

  @Test
  void delivered_events_leave_the_queue_and_a_user_without_events_leaves_no_trace() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");
    ClaimedUser user = claimOne(queue);

    assertThat(settle(queue, user, 0, new Next.Keep(), delivered()))
        .isEqualTo(SettleResult.APPLIED);
    assertThat(settle(queue, user, 1, new Next.Release(), delivered()))
        .isEqualTo(SettleResult.APPLIED);

    QueueStats stats = get(queue.stats(source));
    assertThat(stats.depth()).isZero();
    assertThat(stats.bytes()).isZero();
    assertThat(stats.claimed()).isZero();
    assertThat(stats.totals().delivered()).isEqualTo(2);
    Claim none = get(queue.claim(source, 0, 1, true));
    assertThat(none.users()).isEmpty();
  }

  @Test
  void the_same_settlement_sent_twice_is_applied_once() {
    var queue = queue();
    enqueue(queue, "u", "1", "2", "3");
    ClaimedUser user = claimOne(queue);

    assertThat(settle(queue, user, 0, new Next.Keep(), delivered()))
        .isEqualTo(SettleResult.APPLIED);
    assertThat(settle(queue, user, 0, new Next.Keep(), delivered()))
        .isEqualTo(SettleResult.APPLIED);
    settle(queue, user, 1, new Next.Release());

    assertThat(texts(claimOne(queue))).containsExactly("2", "3");
  }

  @Test
  void a_lapsed_lease_makes_the_user_due_and_its_token_stale() {
    var queue = queue(Duration.ofMillis(50), 1);
    enqueue(queue, "u", "1", "2");
    ClaimedUser lost = claimOne(queue);
    var heir = new ArrayList<ClaimedUser>();
    await().until(() -> heir.addAll(get(queue.claim(source, 0, 1, true)).users()));

    assertThat(settle(queue, lost, 0, new Next.Release(), delivered()))
        .isEqualTo(SettleResult.STALE);
    assertThat(texts(heir.get(0))).containsExactly("1", "2");
    assertThat(get(queue.stats(source)).claimed()).isEqualTo(1);
  }

  @Test
  void keeping_a_lease_renews_it() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");
    ClaimedUser user = claimOne(queue);
    await().until(() -> get(queue.claim(source, 0, 1, true)).nextDue().toMillis() < 59_900);

    settle(queue, user, 0, new Next.Keep(), delivered());

    assertThat(get(queue.claim(source, 0, 1, true)).nextDue())
        .isGreaterThan(Duration.ofMillis(59_900));
  }

  @Test
  void a_retrying_user_waits_with_its_retry_state_and_does_not_delay_others() {
    var queue = queue();
    enqueue(queue, "slow", "1");
    ClaimedUser slow = claimOne(queue);
    settle(queue, slow, 0, new Next.Backoff(Duration.ofMillis(200), "second try"));
    enqueue(queue, "quick", "q");

    Claim now = get(queue.claim(source, 0, 10, true));
    assertThat(now.users()).extracting(ClaimedUser::orderingKey).containsExactly("quick");
    assertThat(now.nextDue()).isLessThanOrEqualTo(Duration.ofMillis(200));
    assertThat(get(queue.stats(source)).retrying()).isEqualTo(1);

    var again = new ArrayList<ClaimedUser>();
    await().until(() -> again.addAll(get(queue.claim(source, 0, 10, true)).users()));
    assertThat(again.get(0).retryState()).isEqualTo("second try");
    settle(queue, again.get(0), 0, new Next.Backoff(Duration.ZERO, null));
    assertThat(claimOne(queue).retryState()).isEqualTo("second try");
  }

  @Test
  void claims_without_a_result_are_counted_and_suspects_are_claimed_one_at_a_time() {
    var queue = queue();
    enqueue(queue, "a", "1", "2");
    enqueue(queue, "b", "3");
    for (int claim = 1; claim <= ClaimedUser.UNSUSPECTED; claim++) {
      List<ClaimedUser> both = get(queue.claim(source, 0, 10, false)).users();
      assertThat(both).extracting(ClaimedUser::claims).containsExactly(claim, claim);
      both.forEach(user -> settle(queue, user, 0, new Next.Fault(Duration.ZERO)));
    }

    assertThat(get(queue.claim(source, 0, 10, false)).users()).isEmpty();
    ClaimedUser suspect = awaitOne(queue, true);
    assertThat(suspect.claims()).isEqualTo(3);
    assertThat(suspect.suspect()).isTrue();
    settle(queue, suspect, 0, new Next.Release());

    ClaimedUser again = awaitOne(queue, true);
    assertThat(again.claims()).as("a claim that touched nothing does not count").isEqualTo(3);
    settle(queue, again, 0, new Next.Backoff(Duration.ZERO, "an answer"));

    ClaimedUser cleared = awaitOne(queue, false);
    assertThat(cleared.orderingKey()).isEqualTo(again.orderingKey());
    assertThat(cleared.claims()).as("something was learnt of it").isEqualTo(1);
  }

  private ClaimedUser awaitOne(RedisEventQueue queue, boolean suspect) {
    var claimed = new ArrayList<ClaimedUser>();
    await().until(() -> claimed.addAll(get(queue.claim(source, 0, 10, suspect)).users()));
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  @Test
  void a_parked_user_is_not_claimed_until_it_is_unparked() {
    var queue = queue();
    enqueue(queue, "u", "1", "2", "3");
    ClaimedUser user = claimOne(queue);

    assertThat(get(queue.operators().parkedUsers().park(source, List.of("u"))))
        .containsExactly("u");
    assertThat(settle(queue, user, 0, new Next.Keep(), delivered())).isEqualTo(SettleResult.PARKED);
    enqueue(queue, "u", "4");

    assertThat(get(queue.claim(source, 0, 10, true)).users()).isEmpty();
    assertThat(get(queue.stats(source)).parked()).isEqualTo(1);
    get(queue.operators().parkedUsers().unpark(source, List.of("u")));
    assertThat(texts(claimOne(queue))).containsExactly("2", "3", "4");
  }

  @Test
  void parking_keeps_the_time_at_which_a_user_is_due() {
    var queue = queue();
    enqueue(queue, "u", "1");
    settle(queue, claimOne(queue), 0, new Next.Backoff(Duration.ofSeconds(50), "tried"));

    get(queue.operators().parkedUsers().park(source, List.of("u")));
    get(queue.operators().parkedUsers().unpark(source, List.of("u")));

    Claim claim = get(queue.claim(source, 0, 10, true));
    assertThat(claim.users()).isEmpty();
    assertThat(claim.nextDue()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(50));
  }

  @Test
  void the_retry_state_of_a_head_leaves_with_the_head() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");
    settle(queue, claimOne(queue), 0, new Next.Backoff(Duration.ZERO, "tried"));
    settle(queue, claimOne(queue), 0, new Next.Release(), delivered());

    ClaimedUser user = claimOne(queue);
    assertThat(texts(user)).containsExactly("2");
    assertThat(user.retryState()).isNull();
  }

  @Test
  void many_requests_at_once_are_accepted_in_few_calls() {
    var queue = queue(Duration.ofSeconds(60), 2);
    List<CompletionStage<EnqueueResult>> results =
        IntStream.range(0, 2_000)
            .mapToObj(i -> queue.enqueue(source, List.of(event("u" + i % 50, "m" + i))))
            .toList();

    assertThat(results)
        .allSatisfy(r -> assertThat(get(r)).isEqualTo(new EnqueueResult.Accepted(0)));
    assertThat(get(queue.stats(source)).depth()).isEqualTo(2_000);
    List<String> of7 = new ArrayList<>();
    for (int shard = 0; shard < 2; shard++) {
      for (ClaimedUser user : get(queue.claim(source, shard, 100, true)).users()) {
        if (user.orderingKey().equals("u7")) {
          of7.addAll(texts(user));
        }
      }
    }
    assertThat(of7).startsWith("m7", "m57", "m107");
  }

  @Test
  void a_hint_wakes_a_waiting_worker() {
    var queue = queue();
    var hints = new AtomicInteger();

    queue.onDue(source, hints::incrementAndGet);

    // what became due before it listened nobody has told it
    await().until(() -> hints.get() == 1);
    enqueue(queue, "u1", "m1");
    await().until(() -> hints.get() == 2);
  }

  @Test
  void the_age_of_the_oldest_event_that_is_due_counts_no_claimed_user() {
    var queue = queue();
    enqueueAged(queue, "u1", 7_200);
    assertThat(claimOne(queue).orderingKey()).isEqualTo("u1");
    assertThat(get(queue.stats(source)).oldestDue()).isNull();

    enqueueAged(queue, "u2", 3_600);

    assertThat(get(queue.stats(source)).oldestDue())
        .isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
    assertThat(get(queue.stats(source)).oldestAge()).isGreaterThan(Duration.ofMinutes(119));
  }

  private void enqueueAged(RedisEventQueue queue, String user, long seconds) {
    StoredEvent old =
        Events.of(EventType.TRACK).receivedAt(Instant.now().minusSeconds(seconds)).stored();
    get(queue.enqueue(source, List.of(new NewEvent(user, user, EventCodec.encode(old)))));
  }

  @Test
  void the_age_of_the_oldest_waiting_event_is_read_from_its_entry() {
    var queue = queue();
    StoredEvent hourOld =
        Events.of(EventType.TRACK).receivedAt(Instant.now().minusSeconds(3_600)).stored();
    get(queue.enqueue(source, List.of(new NewEvent("u", "m", EventCodec.encode(hourOld)))));

    assertThat(get(queue.stats(source)).oldestAge())
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
  }

  @Test
  void without_redis_each_call_fails_with_the_reason() {
    var queue =
        RedisEventQueue.connect(TestRedis.redis("redis://127.0.0.1:1"), Configs.defaults().queue());
    open.add(queue);

    assertThat(get(queue.enqueue(source, List.of(event("u", "1")))))
        .isInstanceOf(EnqueueResult.Unavailable.class);
    assertThat(get(queue.claimProblem(List.of(source)))).isPresent();
    assertThat(queue.claim(source, 0, 1, true).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(QueueUnavailableException.class);
  }
}
