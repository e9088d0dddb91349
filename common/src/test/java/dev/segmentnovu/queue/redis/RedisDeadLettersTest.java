package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.config.setting.QueueSettings.FAILURES;
import static dev.segmentnovu.config.setting.QueueSettings.UNMAPPED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dead letters: how they come about, are listed, evicted and replayed. */
final class RedisDeadLettersTest extends RedisQueueFixture {

  private static final Filter ALL = new Filter(null, null, null, null, null, null);

  /** Of today: older letters would be evicted. */
  private final Instant base = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @Test
  void a_dead_letter_leaves_the_list_and_can_be_listed_read_and_deleted() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");
    DeadLetter letter = letter("a", "u", "rejected", base.plusMillis(1_000));
    settle(queue, claimOne(queue), 0, new Next.Release(), new Settled.Dead(letter));

    assertThat(texts(claimOne(queue))).containsExactly("2");
    DeadLetters dead = queue.operators().deadLetters(List.of(source));
    assertThat(get(dead.list(ALL, null, 10)).items())
        .extracting(DeadLetter::id)
        .containsExactly(letter.id());
    var whole = get(dead.find(letter.id())).orElseThrow();
    assertThat(whole.deadLetter()).isEqualTo(letter);
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
  void at_a_bound_the_oldest_dead_letters_are_evicted_and_unmapped_ones_have_their_own_bound() {
    var queue =
        queue(
            Configs.settings()
                .bounds(FAILURES, 2, 1_000_000, Duration.ofDays(1), AtBound.EVICT_OLDEST)
                .bounds(UNMAPPED, 1, 1_000_000, Duration.ofDays(1), AtBound.EVICT_OLDEST));
    bury(queue, "a", "rejected", base);
    for (int i = 1; i <= 5; i++) {
      bury(queue, "n" + i, "unmapped", base.plusMillis(i));
    }
    bury(queue, "b", "rejected", base.plusMillis(6));
    bury(queue, "c", "rejected", base.plusMillis(7));

    assertThat(deadLetterIds(queue))
        .containsExactly(source + ".0.c", source + ".0.b", source + ".0.n5");
    QueueStats stats = get(queue.stats(source));
    assertThat(stats.dead()).isEqualTo(3);
    assertThat(stats.unmapped()).isEqualTo(1);
    assertThat(stats.unmappedBytes()).isPositive().isLessThan(stats.deadBytes());
    assertThat(stats.totals().evicted()).isEqualTo(5);
    assertThat(stats.totals().evictedUnmapped()).isEqualTo(4);
  }

  @Test
  void old_dead_letters_are_evicted_and_the_bytes_of_all_are_bounded() {
    var queue =
        queue(
            Configs.settings()
                .bounds(FAILURES, 100, 1_000, Duration.ofHours(1), AtBound.EVICT_OLDEST));
    bury(queue, "old", "rejected", base.minus(Duration.ofHours(2)));
    assertThat(deadLetterIds(queue)).isEmpty();
    for (int i = 0; i < 20; i++) {
      bury(queue, "n" + i, "rejected", base.plusMillis(i));
    }

    assertThat(deadLetterIds(queue)).contains(source + ".0.n19").hasSizeLessThan(10);
    assertThat(get(queue.stats(source)).deadBytes()).isBetween(1L, 1_000L);
  }

  @Test
  void dead_letters_at_a_blocking_bound_stop_claims_until_there_is_room() {
    var queue =
        queue(Configs.settings().bounds(FAILURES, 1, 1_000_000, Duration.ofDays(1), AtBound.BLOCK));
    bury(queue, "a", "rejected", base);
    enqueue(queue, "u", "next");

    assertThat(get(queue.claim(source, 0, 1, true)))
        .isEqualTo(new Claim(List.of(), Duration.ofSeconds(1), 0, true));
    assertThat(get(queue.operators().deadLetters(List.of(source)).delete(source + ".0.a")))
        .isTrue();
    assertThat(texts(claimOne(queue))).containsExactly("next");
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
              queue.shards(source));
      ClaimedUser claimed =
          get(queue.claim(source, QueueKeys.shardOf(user, 3), 1, true)).users().get(0);
      settle(queue, claimed, 0, new Next.Release(), new Settled.Dead(letter));
    }
    DeadLetters dead = queue.operators().deadLetters(List.of(source));

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
  void pages_leave_nothing_out_however_many_dead_letters_have_the_same_time(
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
      get(
          queue.settle(
              new Settlement(
                  claimOne(queue), 0, ten, new Next.Release(), new Profile.Untouched())));
    }
    wanted.sort(Comparator.comparing(DeadLetter::deadAt).thenComparing(DeadLetter::id).reversed());

    List<String> listed = new ArrayList<>();
    String cursor = null;
    do {
      var filter = new Filter(null, reason, null, null, null, null);
      DeadLetters.Page page =
          get(queue.operators().deadLetters(List.of(source)).list(filter, cursor, limit));
      assertThat(page.total()).isEqualTo(wanted.size());
      page.items().forEach(letter -> listed.add(letter.id()));
      cursor = page.next();
    } while (cursor != null);

    assertThat(listed).containsExactlyElementsOf(wanted.stream().map(DeadLetter::id).toList());
  }

  @Test
  void a_replayed_dead_letter_goes_to_the_tail_or_to_the_head() {
    var queue = queue();
    enqueue(queue, "u", "1", "2", "3");
    DeadLetter first = letter("a", "u", "rejected", base.plusMillis(1));
    DeadLetter second = letter("b", "u", "rejected", base.plusMillis(2));
    ClaimedUser user = claimOne(queue);
    settle(queue, user, 0, new Next.Keep(), new Settled.Dead(first), new Settled.Dead(second));
    DeadLetters dead = queue.operators().deadLetters(List.of(source));

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
    assertThat(again.retryState()).isNull();
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
    DeadLetters dead = queue.operators().deadLetters(List.of(source));
    enqueue(queue, "u", "4");
    await()
        .until(
            () -> get(dead.replay(letter.id(), Position.HEAD, utf8("1"))) == ReplayResult.REPLAYED);

    assertThat(texts(claimOne(queue))).containsExactly("1", "3", "4");
  }

  @Test
  void a_replay_keeps_the_events_own_key_where_its_user_is_in_another_shard() {
    var queue = queue(Duration.ofSeconds(60), 3);
    int home = QueueKeys.shardOf("u", 3);
    String message = "m";
    while (QueueKeys.shardOf(OrderingKey.alone("u", message), 3) == home) {
      message += "m";
    }
    String key = OrderingKey.alone("u", message);
    int shard = QueueKeys.shardOf(key, 3);
    enqueue(queue, key, message);
    ClaimedUser claimed = get(queue.claim(source, shard, 1, true)).users().get(0);
    DeadLetter letter =
        DeadLetterBuilder.of(source + "." + shard + ".a", source, "u")
            .messageId(message)
            .status(422)
            .deadAt(base)
            .build();
    settle(queue, claimed, 0, new Next.Release(), new Settled.Dead(letter));

    get(
        queue
            .operators()
            .deadLetters(List.of(source))
            .replay(letter.id(), Position.TAIL, utf8("again")));

    assertThat(get(queue.claim(source, shard, 1, true)).users())
        .extracting(ClaimedUser::orderingKey)
        .containsExactly(key);
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

  private List<String> deadLetterIds(RedisEventQueue queue) {
    return get(queue.operators().deadLetters(List.of(source)).list(ALL, null, 100)).items().stream()
        .map(DeadLetter::id)
        .toList();
  }

  private DeadLetter letter(String id, String user, String reason, Instant deadAt) {
    return letter(id, user, reason, deadAt, 1);
  }

  private DeadLetter letter(String id, String user, String reason, Instant deadAt, int shards) {
    return DeadLetterBuilder.of(
            source + "." + QueueKeys.shardOf(user, shards) + "." + id, source, user)
        .event("Signed Up")
        .reason(reason)
        .status(422)
        .firstAttemptAt(base)
        .deadAt(deadAt)
        .details(EventCodec.JSON.createObjectNode().put("history", "x"))
        .build();
  }
}
