package dev.segmentnovu.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.config.RelayConfig.Bounds;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetters.Filter;
import dev.segmentnovu.queue.DeadLetters.Position;
import dev.segmentnovu.queue.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.api.RedissonClient;

final class RedisEventQueueTest {

  private static final Filter ALL = new Filter(null, null, null, null, null, null);

  /** Of today: older letters would be evicted. */
  private final Instant base = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final String source = "t" + UUID.randomUUID().toString().replace("-", "");
  private final List<RedisEventQueue> open = new ArrayList<>();

  private RedisEventQueue queue(Duration lease, int shards) {
    var queue =
        RedisEventQueue.connect(
            TestRedis.redis(),
            new RelayConfig.Queue(
                shards,
                lease,
                Duration.ofHours(1),
                10,
                5,
                RelayConfig.defaults().queue().failures(),
                RelayConfig.defaults().queue().unmapped(),
                Duration.ofDays(7),
                Duration.ofSeconds(1)));
    open.add(queue);
    return queue;
  }

  private RedisEventQueue queue() {
    return queue(Duration.ofSeconds(60), 1);
  }

  @AfterEach
  void close() {
    open.forEach(RedisEventQueue::close);
  }

  @Test
  void events_of_a_user_come_back_in_the_order_they_were_accepted() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");
    enqueue(queue, "u", "3");

    ClaimedUser user = claimOne(queue);

    assertThat(texts(user)).containsExactly("1", "2", "3");
    assertThat(user.headState()).isNull();
  }

  @Test
  void a_message_id_is_taken_once() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");

    assertThat(get(queue.enqueue(source, List.of(event("u", "2"), event("u", "3")))))
        .isEqualTo(new EnqueueResult.Accepted(1));
    assertThat(texts(claimOne(queue))).containsExactly("1", "2", "3");
    assertThat(get(queue.stats(source)).totals().duplicates()).isEqualTo(1);
  }

  @Test
  void message_ids_are_forgotten_even_if_no_more_come() {
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
  void more_events_than_luas_stack_holds_are_taken_at_once() {
    var queue = queue();
    List<NewEvent> many =
        IntStream.range(0, 4_100).mapToObj(i -> event("u" + i % 4_050, "" + i % 4_080)).toList();

    assertThat(get(queue.enqueue(source, many))).isEqualTo(new EnqueueResult.Accepted(20));
    assertThat(get(queue.stats(source)).depth()).isEqualTo(4_080);
  }

  @Test
  void a_claimed_user_is_nobody_elses() {
    var queue = queue();
    enqueue(queue, "u", "1");
    claimOne(queue);

    Claim second = get(queue().claim(source, 0, 10, true));

    assertThat(second.users()).isEmpty();
    assertThat(second.nextDue()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
  }

  @Test
  void delivered_events_are_gone_and_an_empty_user_leaves_no_trace() {
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
  void a_retrying_user_waits_with_its_state_and_does_not_hold_up_others() {
    var queue = queue();
    enqueue(queue, "slow", "1");
    ClaimedUser slow = claimOne(queue);
    settle(queue, slow, 0, new Next.Backoff(Duration.ofMillis(200), "second try"));
    enqueue(queue, "quick", "q");

    Claim now = get(queue.claim(source, 0, 10, true));
    assertThat(now.users()).extracting(ClaimedUser::userId).containsExactly("quick");
    assertThat(now.nextDue()).isLessThanOrEqualTo(Duration.ofMillis(200));
    assertThat(get(queue.stats(source)).retrying()).isEqualTo(1);

    var again = new ArrayList<ClaimedUser>();
    await().until(() -> again.addAll(get(queue.claim(source, 0, 10, true)).users()));
    assertThat(again.get(0).headState()).isEqualTo("second try");
    settle(queue, again.get(0), 0, new Next.Backoff(Duration.ZERO, null));
    assertThat(claimOne(queue).headState()).isEqualTo("second try");
  }

  @Test
  void claims_of_which_nothing_is_learnt_are_counted_and_suspects_come_one_at_a_time() {
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
    assertThat(cleared.userId()).isEqualTo(again.userId());
    assertThat(cleared.claims()).as("something was learnt of it").isEqualTo(1);
  }

  private ClaimedUser awaitOne(RedisEventQueue queue, boolean suspect) {
    var claimed = new ArrayList<ClaimedUser>();
    await().until(() -> claimed.addAll(get(queue.claim(source, 0, 10, suspect)).users()));
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  @Test
  void a_parked_user_is_nobodys_until_it_is_unparked() {
    var queue = queue();
    enqueue(queue, "u", "1", "2", "3");
    ClaimedUser user = claimOne(queue);

    assertThat(get(queue.hold().park(source, List.of("u", "nobody")))).containsExactly("u");
    assertThat(settle(queue, user, 0, new Next.Keep(), delivered())).isEqualTo(SettleResult.PARKED);
    enqueue(queue, "u", "4");

    assertThat(get(queue.claim(source, 0, 10, true)).users()).isEmpty();
    assertThat(get(queue.stats(source)).parked()).isEqualTo(1);
    assertThat(get(queue.hold().unpark(source, List.of("u")))).containsExactly("u");
    assertThat(texts(claimOne(queue))).containsExactly("2", "3", "4");
  }

  @Test
  void parking_keeps_the_time_a_user_has_to_wait() {
    var queue = queue();
    enqueue(queue, "u", "1");
    settle(queue, claimOne(queue), 0, new Next.Backoff(Duration.ofSeconds(50), "tried"));

    get(queue.hold().park(source, List.of("u")));
    get(queue.hold().unpark(source, List.of("u")));

    Claim claim = get(queue.claim(source, 0, 10, true));
    assertThat(claim.users()).isEmpty();
    assertThat(claim.nextDue()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(50));
  }

  @Test
  void the_state_of_a_head_is_forgotten_with_it() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");
    settle(queue, claimOne(queue), 0, new Next.Backoff(Duration.ZERO, "tried"));
    settle(queue, claimOne(queue), 0, new Next.Release(), delivered());

    ClaimedUser user = claimOne(queue);
    assertThat(texts(user)).containsExactly("2");
    assertThat(user.headState()).isNull();
  }

  @Test
  void a_dead_letter_leaves_the_list_and_can_be_listed_inspected_and_deleted() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");
    DeadLetter letter = letter("a", "u", "rejected", base.plusMillis(1_000));
    settle(queue, claimOne(queue), 0, new Next.Release(), new Settled.Dead(letter));

    assertThat(texts(claimOne(queue))).containsExactly("2");
    DeadLetters dead = queue.deadLetters(List.of(source));
    assertThat(get(dead.list(ALL, null, 10)).items())
        .extracting(DeadLetter::id)
        .containsExactly(letter.id());
    var whole = get(dead.find(letter.id())).orElseThrow();
    assertThat(whole.letter()).isEqualTo(letter);
    assertThat(new String(whole.entry(), UTF_8)).isEqualTo("1");
    QueueStats stats = get(queue.stats(source));
    assertThat(stats.dead()).isEqualTo(1);
    assertThat(stats.deadBytes()).isPositive();

    assertThat(get(dead.delete(letter.id()))).isTrue();
    assertThat(get(dead.delete(letter.id()))).isFalse();
    assertThat(get(dead.find(letter.id()))).isEmpty();
    assertThat(get(queue.stats(source)).deadBytes()).isZero();
  }

  @Test
  void at_a_bound_the_oldest_letters_make_room_and_unmapped_ones_have_their_own() {
    var queue =
        bounded(
            new Bounds(2, 1_000_000, Duration.ofDays(1), AtBound.EVICT_OLDEST),
            new Bounds(1, 1_000_000, Duration.ofDays(1), AtBound.EVICT_OLDEST));
    bury(queue, "a", "rejected", base);
    for (int i = 1; i <= 5; i++) {
      bury(queue, "n" + i, "unmapped", base.plusMillis(i));
    }
    bury(queue, "b", "rejected", base.plusMillis(6));
    bury(queue, "c", "rejected", base.plusMillis(7));

    assertThat(letterIds(queue))
        .containsExactly(source + ".0.c", source + ".0.b", source + ".0.n5");
    QueueStats stats = get(queue.stats(source));
    assertThat(stats.dead()).isEqualTo(3);
    assertThat(stats.unmapped()).isEqualTo(1);
    assertThat(stats.totals().evicted()).isEqualTo(5);
  }

  @Test
  void letters_of_age_are_evicted_and_the_bytes_of_all_are_bounded() {
    var queue =
        bounded(
            new Bounds(100, 1_000, Duration.ofHours(1), AtBound.EVICT_OLDEST),
            RelayConfig.defaults().queue().unmapped());
    bury(queue, "old", "rejected", base.minus(Duration.ofHours(2)));
    assertThat(letterIds(queue)).isEmpty();
    for (int i = 0; i < 20; i++) {
      bury(queue, "n" + i, "rejected", base.plusMillis(i));
    }

    assertThat(letterIds(queue)).contains(source + ".0.n19").hasSizeLessThan(10);
    assertThat(get(queue.stats(source)).deadBytes()).isBetween(1L, 1_000L);
  }

  @Test
  void letters_that_block_stop_the_claims_of_their_source_until_there_is_room() {
    var queue =
        bounded(
            new Bounds(1, 1_000_000, Duration.ofDays(1), AtBound.BLOCK),
            RelayConfig.defaults().queue().unmapped());
    bury(queue, "a", "rejected", base);
    enqueue(queue, "u", "next");

    assertThat(get(queue.claim(source, 0, 1, true)))
        .isEqualTo(new Claim(List.of(), Duration.ofSeconds(1), 0, true));
    assertThat(get(queue.deadLetters(List.of(source)).delete(source + ".0.a"))).isTrue();
    assertThat(texts(claimOne(queue))).containsExactly("next");
  }

  private RedisEventQueue bounded(Bounds failures, Bounds unmapped) {
    var queue =
        RedisEventQueue.connect(
            TestRedis.redis(),
            new RelayConfig.Queue(
                1,
                Duration.ofSeconds(60),
                Duration.ofHours(1),
                10,
                5,
                failures,
                unmapped,
                Duration.ofDays(7),
                Duration.ofSeconds(1)));
    open.add(queue);
    return queue;
  }

  private void bury(RedisEventQueue queue, String id, String reason, Instant deadAt) {
    enqueue(queue, "buried", id);
    settle(
        queue,
        claimOne(queue),
        0,
        new Next.Release(),
        new Settled.Dead(letter(id, "buried", reason, deadAt)));
  }

  private List<String> letterIds(RedisEventQueue queue) {
    return get(queue.deadLetters(List.of(source)).list(ALL, null, 100)).items().stream()
        .map(DeadLetter::id)
        .toList();
  }

  @Test
  void dead_letters_are_filtered_and_paged_newest_first() {
    var queue = queue(Duration.ofSeconds(60), 3);
    for (int i = 0; i < 25; i++) {
      String user = "u" + i;
      enqueue(queue, user, "e" + i);
      DeadLetter letter =
          letter(
              "d" + i,
              user,
              i % 5 == 0 ? "unmapped" : "rejected",
              base.plusMillis(i / 2),
              queue.shards());
      ClaimedUser claimed =
          get(queue.claim(source, QueueKeys.shardOf(user, 3), 1, true)).users().get(0);
      settle(queue, claimed, 0, new Next.Release(), new Settled.Dead(letter));
    }
    DeadLetters dead = queue.deadLetters(List.of(source));

    List<DeadLetter> all = new ArrayList<>();
    String cursor = null;
    do {
      DeadLetters.Page page = get(dead.list(ALL, cursor, 4));
      assertThat(page.total()).isEqualTo(25);
      all.addAll(page.items());
      cursor = page.next();
    } while (cursor != null);
    assertThat(all).hasSize(25).doesNotHaveDuplicates();
    assertThat(all).extracting(DeadLetter::deadAt).isSortedAccordingTo((a, b) -> b.compareTo(a));

    assertThat(get(dead.list(new Filter(source, "unmapped", null, null, null, null), null, 2)))
        .satisfies(page -> assertThat(page.total()).isEqualTo(5))
        .satisfies(page -> assertThat(page.items()).hasSize(2));
    assertThat(get(dead.list(new Filter("other", null, null, null, null, null), null, 2)).total())
        .isZero();
    assertThat(
            get(dead.list(
                    new Filter(null, null, null, null, base.plusMillis(2), base.plusMillis(4)),
                    null,
                    100))
                .items())
        .extracting(letter -> Duration.between(base, letter.deadAt()).toMillis())
        .containsExactly(3L, 3L, 2L, 2L);
    assertThat(dead.list(ALL, "nonsense", 1)).isCompletedExceptionally();
  }

  @ParameterizedTest
  @CsvSource({"7, ", "7, rejected", "640, ", "700, rejected", "1, unmapped"})
  void pages_leave_nothing_out_however_many_letters_died_in_one_millisecond(
      int limit, @Nullable String reason) {
    var queue = queue();
    List<DeadLetter> wanted = new ArrayList<>();
    for (int i = 0; i < 650; i += 10) {
      List<Settled> ten = new ArrayList<>();
      for (int j = i; j < i + 10; j++) {
        enqueue(queue, "buried", "d" + j);
        String of = j % 50 == 0 ? "unmapped" : "rejected";
        DeadLetter letter = letter("d" + j, "buried", of, base.plusMillis(j / 70));
        ten.add(new Settled.Dead(letter));
        if (reason == null || reason.equals(of)) {
          wanted.add(letter);
        }
      }
      get(queue.settle(new Settlement(claimOne(queue), 0, ten, new Next.Release())));
    }
    wanted.sort(Comparator.comparing(DeadLetter::deadAt).thenComparing(DeadLetter::id).reversed());

    List<String> listed = new ArrayList<>();
    String cursor = null;
    do {
      var filter = new Filter(null, reason, null, null, null, null);
      DeadLetters.Page page = get(queue.deadLetters(List.of(source)).list(filter, cursor, limit));
      assertThat(page.total()).isEqualTo(wanted.size());
      page.items().forEach(letter -> listed.add(letter.id()));
      cursor = page.next();
    } while (cursor != null);

    assertThat(listed).containsExactlyElementsOf(wanted.stream().map(DeadLetter::id).toList());
  }

  @Test
  void a_replayed_letter_goes_to_the_tail_or_before_all_that_waits() {
    var queue = queue();
    enqueue(queue, "u", "1", "2", "3");
    DeadLetter first = letter("a", "u", "rejected", base.plusMillis(1));
    DeadLetter second = letter("b", "u", "rejected", base.plusMillis(2));
    ClaimedUser user = claimOne(queue);
    settle(queue, user, 0, new Next.Keep(), new Settled.Dead(first), new Settled.Dead(second));
    DeadLetters dead = queue.deadLetters(List.of(source));

    assertThat(get(dead.replay(second.id(), Position.HEAD, utf8("2"))))
        .isEqualTo(ReplayResult.BUSY);
    settle(queue, user, 2, new Next.Backoff(Duration.ofMinutes(5), "tried"));
    assertThat(get(dead.replay(second.id(), Position.HEAD, utf8("2"))))
        .isEqualTo(ReplayResult.REPLAYED);
    assertThat(get(dead.replay(first.id(), Position.TAIL, utf8("1 again"))))
        .isEqualTo(ReplayResult.REPLAYED);
    assertThat(get(dead.replay(first.id(), Position.TAIL, utf8("1 again"))))
        .isEqualTo(ReplayResult.GONE);

    ClaimedUser again = claimOne(queue);
    assertThat(texts(again)).containsExactly("2", "3", "1 again");
    assertThat(again.headState()).isNull();
    assertThat(get(queue.stats(source)).deadBytes()).isZero();
    assertThat(get(queue.stats(source)).depth()).isEqualTo(3);
  }

  @Test
  void
      a_letter_replayed_before_all_that_waits_does_not_bring_back_what_a_lost_worker_had_settled() {
    var queue = queue(Duration.ofMillis(50), 1);
    enqueue(queue, "u", "1", "2", "3");
    DeadLetter letter = letter("a", "u", "rejected", base);
    ClaimedUser lost = claimOne(queue);
    settle(queue, lost, 0, new Next.Keep(), new Settled.Dead(letter));
    settle(queue, lost, 1, new Next.Keep(), delivered());
    DeadLetters dead = queue.deadLetters(List.of(source));
    enqueue(queue, "u", "4");
    await()
        .until(
            () -> get(dead.replay(letter.id(), Position.HEAD, utf8("1"))) == ReplayResult.REPLAYED);

    assertThat(texts(claimOne(queue))).containsExactly("1", "3", "4");
  }

  @Test
  void many_requests_at_once_are_all_accepted_in_few_calls() {
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
        if (user.userId().equals("u7")) {
          of7.addAll(texts(user));
        }
      }
    }
    assertThat(of7).startsWith("m7", "m57", "m107");
  }

  @Test
  void a_waiting_worker_is_woken_by_the_hint() {
    var queue = queue();
    var hints = new AtomicInteger();

    queue.onDue(source, hints::incrementAndGet);

    // what became due before it listened nobody has told it
    await().until(() -> hints.get() == 1);
    enqueue(queue, "u1", "m1");
    await().until(() -> hints.get() == 2);
  }

  @Test
  void the_age_of_the_oldest_waiting_event_is_read_from_its_entry() {
    var queue = queue();
    var hourOld =
        new StoredEvent(
            "m",
            EventType.TRACK,
            Instant.now().minusSeconds(3_600),
            0,
            null,
            null,
            null,
            utf8("{}"));
    get(queue.enqueue(source, List.of(new NewEvent("u", "m", EventCodec.encode(hourOld)))));

    assertThat(get(queue.stats(source)).oldestAge())
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
  }

  @Test
  void without_redis_each_call_says_so() {
    var queue =
        RedisEventQueue.connect(
            TestRedis.redis("redis://127.0.0.1:1"), RelayConfig.defaults().queue());
    open.add(queue);

    assertThat(get(queue.enqueue(source, List.of(event("u", "1")))))
        .isInstanceOf(EnqueueResult.Unavailable.class);
    assertThat(get(queue.ping(List.of(source)))).isFalse();
    assertThat(queue.claim(source, 0, 1, true).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(QueueUnavailableException.class);
  }

  private void enqueue(RedisEventQueue queue, String user, String... ids) {
    List<NewEvent> events = new ArrayList<>();
    for (String id : ids) {
      events.add(event(user, id));
    }
    assertThat(get(queue.enqueue(source, events))).isEqualTo(new EnqueueResult.Accepted(0));
  }

  private static NewEvent event(String user, String id) {
    return new NewEvent(user, id, utf8(id));
  }

  private ClaimedUser claimOne(RedisEventQueue queue) {
    List<ClaimedUser> users = get(queue.claim(source, 0, 1, true)).users();
    assertThat(users).hasSize(1);
    return users.get(0);
  }

  private static SettleResult settle(
      RedisEventQueue queue, ClaimedUser user, int position, Next next, Settled... settled) {
    return get(queue.settle(new Settlement(user, position, List.of(settled), next)));
  }

  private static Settled delivered() {
    return new Settled.Delivered();
  }

  private DeadLetter letter(String id, String user, String reason, Instant deadAt) {
    return letter(id, user, reason, deadAt, 1);
  }

  private DeadLetter letter(String id, String user, String reason, Instant deadAt, int shards) {
    return new DeadLetter(
        source + "." + QueueKeys.shardOf(user, shards) + "." + id,
        source,
        user,
        "m",
        "track",
        "Signed Up",
        reason,
        "why",
        422,
        1,
        base.plusMillis(0),
        deadAt,
        0,
        EventCodec.JSON.createObjectNode().put("history", "x"));
  }

  private static List<String> texts(ClaimedUser user) {
    return user.entries().stream().map(entry -> new String(entry, UTF_8)).toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
