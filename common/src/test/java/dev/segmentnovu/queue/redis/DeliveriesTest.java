package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.users.Deliveries;
import dev.segmentnovu.queue.admin.users.Deliveries.Delivery;
import dev.segmentnovu.queue.admin.users.Deliveries.Filter;
import dev.segmentnovu.queue.admin.users.Deliveries.Page;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the queue remembers of finished events. */
final class DeliveriesTest extends RedisQueueFixture {

  private static final Filter ALL = new Filter(null, null, null, null);

  private static FinishedEvent finished(String user, String id, Outcome outcome) {
    return new FinishedEvent(
        user,
        id,
        Instant.parse("2026-01-31T12:00:00Z"),
        "track",
        "A",
        outcome,
        outcome == Outcome.SKIPPED ? "no_rule" : null,
        "w",
        "POST",
        "/v1/events/trigger",
        201,
        "t" + id,
        1);
  }

  private void deliver(RedisEventQueue queue, String user, String id) {
    enqueue(queue, user, id);
    for (int shard = 0; shard < queue.shards(source); shard++) {
      for (ClaimedUser claimed : get(queue.claim(source, shard, 10, true)).users()) {
        var record = new Settled.Delivered(finished(user, id, Outcome.DELIVERED));
        assertThat(settle(queue, claimed, 0, new Next.Release(), record))
            .isEqualTo(SettleResult.APPLIED);
      }
    }
  }

  private Page list(RedisEventQueue queue, Filter filter, @Nullable String cursor, int limit) {
    return get(deliveries(queue).list(filter, cursor, limit));
  }

  private Deliveries deliveries(RedisEventQueue queue) {
    return queue.operators().queue(() -> List.of(source), new ActivityRecorder()).deliveries();
  }

  private static List<String> ids(List<Delivery> items) {
    return items.stream().map(item -> item.event().messageId()).toList();
  }

  @Test
  void a_finished_event_is_remembered_as_the_worker_wrote_it() {
    var queue = queue();
    Instant before = Instant.now().minusSeconds(2);
    deliver(queue, "u", "m1");

    Delivery only = list(queue, ALL, null, 10).items().get(0);

    assertThat(only.event()).isEqualTo(finished("u", "m1", Outcome.DELIVERED));
    assertThat(only.source()).isEqualTo(source);
    assertThat(only.at()).isAfter(before);
    assertThat(list(queue, ALL, null, 10).knownSince()).isEqualTo(only.at());
  }

  @Test
  void the_time_of_a_forgotten_record_is_kept() {
    var queue = queue();
    deliver(queue, "u", "m1");
    Instant since = list(queue, ALL, null, 10).knownSince();
    deliver(queue, "v", "m2");

    get(queue.forgetRecords(source, "u"));

    assertThat(ids(list(queue, ALL, null, 10).items())).containsExactly("m2");
    assertThat(list(queue, ALL, null, 10).knownSince()).isEqualTo(since);
  }

  @Test
  void neither_a_repeated_nor_a_stale_settlement_makes_a_second_record() {
    var queue = queue();
    enqueue(queue, "u", "1", "2");
    ClaimedUser user = claimOne(queue);
    var record = new Settled.Delivered(finished("u", "1", Outcome.DELIVERED));
    assertThat(settle(queue, user, 0, new Next.Keep(), record)).isEqualTo(SettleResult.APPLIED);

    assertThat(settle(queue, user, 0, new Next.Keep(), record)).isEqualTo(SettleResult.APPLIED);
    var other =
        new ClaimedUser(source, 0, "u", "stale", null, 1, null, List.of(utf8("1"), utf8("2")));
    assertThat(settle(queue, other, 1, new Next.Keep(), record)).isEqualTo(SettleResult.STALE);

    assertThat(list(queue, ALL, null, 10).items()).hasSize(1);
  }

  @Test
  void events_of_all_kinds_in_one_settlement_keep_their_records_apart_from_dead_letters() {
    var queue = queue();
    enqueue(queue, "u", "1", "2", "3");
    var letter = DeadLetterBuilder.unique(source, "u").messageId("2").build();

    settle(
        queue,
        claimOne(queue),
        0,
        new Next.Release(),
        new Settled.Skipped(finished("u", "1", Outcome.SKIPPED)),
        new Settled.Dead(letter),
        new Settled.Delivered(finished("u", "3", Outcome.UNCHANGED)));

    assertThat(ids(list(queue, ALL, null, 10).items())).containsExactly("3", "1");
    assertThat(get(queue.stats(source)).dead()).isEqualTo(1);
  }

  @Test
  void only_the_latest_are_remembered() {
    var queue = queue(Configs.with(QueueSettings.DELIVERIES, 5));
    for (int i = 0; i < 16; i++) {
      deliver(queue, "u", "m" + i);
    }

    Page page = list(queue, ALL, null, 100);

    assertThat(ids(page.items())).containsExactly("m15", "m14", "m13", "m12", "m11");
    assertThat(page.knownSince()).isEqualTo(page.items().get(4).at());
  }

  @Test
  void nothing_is_remembered_while_it_is_off_and_what_was_is_forgotten() {
    deliver(queue(), "u", "m1");
    var off = queue(Configs.with(QueueSettings.DELIVERIES, 0));
    deliver(off, "u", "m2");

    Page page = list(off, ALL, null, 10);

    assertThat(page.items()).isEmpty();
    assertThat(page.knownSince()).isNull();
  }

  @Test
  void pages_hold_each_record_once_while_new_ones_come() {
    var queue = queue(Configs.with(QueueSettings.SHARDS, 3));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      deliver(queue, "u" + i % 7, "m" + i);
      expected.add("m" + i);
    }

    List<String> all = new ArrayList<>();
    Page page = list(queue, ALL, null, 4);
    while (true) {
      all.addAll(ids(page.items()));
      deliver(queue, "late", "late" + all.size());
      if (page.next() == null) {
        break;
      }
      page = list(queue, ALL, page.next(), 4);
    }

    assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(deliveries(queue).list(ALL, "?", 4)).failsWithin(Duration.ofSeconds(5));
  }

  @Test
  void records_are_found_by_user_message_and_outcome() {
    var queue = queue();
    deliver(queue, "u1", "m1");
    deliver(queue, "u 2 \",\"", "m2");
    deliver(queue, "u1", "m3");
    enqueue(queue, "u1", "m4");
    settle(
        queue,
        claimOne(queue),
        0,
        new Next.Release(),
        new Settled.Skipped(finished("u1", "m4", Outcome.SKIPPED)));

    assertThat(ids(list(queue, new Filter(source, "u1", null, null), null, 2).items()))
        .containsExactly("m4", "m3");
    assertThat(ids(list(queue, new Filter(null, "u 2 \",\"", null, null), null, 9).items()))
        .containsExactly("m2");
    assertThat(ids(list(queue, new Filter(null, null, "m1", null), null, 9).items()))
        .containsExactly("m1");
    assertThat(ids(list(queue, new Filter(null, null, null, Outcome.SKIPPED), null, 9).items()))
        .containsExactly("m4");
    assertThat(list(queue, new Filter("other", null, null, null), null, 9).items()).isEmpty();
  }

  @Test
  void a_key_of_another_type_is_set_aside() {
    var queue = queue();
    String key = QueueKeys.of(source, 0, 1).deliveries();
    var hand = TestRedis.client();
    hand.getBucket(key).set("theirs");

    deliver(queue, "u", "m1");

    assertThat(ids(list(queue, ALL, null, 9).items())).containsExactly("m1");
    assertThat(hand.getBucket(key.replace("deliveries", "broken:deliveries")).get())
        .isEqualTo("theirs");
    hand.shutdown();
  }

  @Test
  void another_number_of_shards_forgets_the_records_of_the_former_one() {
    deliver(queue(Configs.with(QueueSettings.SHARDS, 1)), "u", "m1");

    var two = queue(Configs.with(QueueSettings.SHARDS, 2));
    two.resharding().run(source, 2, OptionalInt.empty(), progress -> {});

    var hand = TestRedis.client();
    assertThat(hand.getList(QueueKeys.of(source, 0, 1).deliveries()).isExists()).isFalse();
    hand.shutdown();
  }
}
