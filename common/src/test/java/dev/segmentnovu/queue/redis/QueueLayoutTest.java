package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/** A queue is found again only in as many shards as it was written in. */
final class QueueLayoutTest extends RedisQueueFixture {

  private final RedissonClient hand = TestRedis.client();

  @AfterEach
  void closeHand() {
    hand.shutdown();
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 1", "2, 3", "3, 256"})
  void another_number_is_refused_while_events_wait(int stored, int configured) {
    enqueue(in(stored), "u", "1");
    RedisEventQueue other = in(configured);

    assertThat(get(other.layout().agree(source)))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains(
                        "source " + source + " is in " + stored + " shard",
                        "RELAY_QUEUE_SHARDS (queue.shards) is " + configured,
                        "1 events",
                        "Set it to " + stored)
                    .doesNotContain("\n"));
    assertRefusing(other);
    assertThat(get(other.layout().problems(source))).hasSize(1);
  }

  @Test
  void the_first_event_checks_the_number_if_nothing_else_did() {
    enqueue(in(2), "u", "1");

    assertRefusing(in(1));
  }

  @Test
  void another_number_is_refused_while_there_are_dead_letters() {
    RedisEventQueue one = in(1);
    bury(one, "u");

    assertThat(get(in(2).layout().agree(source)))
        .hasValueSatisfying(why -> assertThat(why).contains("0 events, 1 dead letters"));
  }

  @Test
  void another_number_is_refused_while_a_user_is_parked() {
    RedisEventQueue one = in(1);
    enqueue(one, "u", "1");
    get(one.operators().parkedUsers().park(source, List.of("u")));

    assertThat(get(in(2).layout().agree(source)))
        .hasValueSatisfying(why -> assertThat(why).contains("1 parked users"));
  }

  @Test
  void an_empty_queue_takes_the_number_of_the_process_that_starts() {
    RedisEventQueue one = in(1);
    enqueue(one, "u", "1");
    settle(one, claimOne(one), 0, new Next.Release(), delivered());

    RedisEventQueue two = in(2);

    assertThat(get(two.layout().problems(source))).isEmpty();
    assertThat(get(two.layout().agree(source))).isEmpty();
    enqueue(two, "u", "2");
    assertThat(stored()).isEqualTo("2 1");
  }

  @Test
  void a_running_process_keeps_its_number_and_changes_no_stored_number() {
    RedisEventQueue one = in(1);
    assertThat(get(one.layout().agree(source))).isEmpty();
    assertThat(get(in(2).layout().agree(source))).isEmpty();

    assertThat(get(one.layout().agree(source)))
        .hasValueSatisfying(
            why -> assertThat(why).contains("was changed to 2 shards by another process"));
    assertRefusing(one);
    assertThat(stored()).isEqualTo("2 1");
  }

  @Test
  void events_enqueued_under_the_former_number_are_reported() {
    RedisEventQueue one = in(1);
    get(one.layout().agree(source));
    RedisEventQueue two = in(2);
    get(two.layout().agree(source));
    enqueue(one, "u", "1"); // it has not looked again yet

    assertThat(get(two.layout().problems(source)))
        .singleElement()
        .asString()
        .contains("1 events", "when it was in 1 shard", "RELAY_QUEUE_SHARDS=1");

    get(in(1).layout().agree(source));
    assertThat(get(in(1).layout().problems(source))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 256})
  void a_number_that_an_earlier_version_did_not_store_is_found_by_the_contents(int before) {
    enqueue(in(before), "u", "1");
    get(in(before).storeIdempotency(source, true));
    assertThat(get(in(before).idempotency(source))).isPresent();
    forget();

    assertThat(get(in(before == 12 ? 13 : 12).layout().agree(source)))
        .hasValueSatisfying(why -> assertThat(why).contains("is in " + before + " shard"));
    assertThat(stored()).isEqualTo(Integer.toString(before));
    assertThat(get(in(before).layout().agree(source))).isEmpty();
  }

  @Test
  void reading_the_problems_writes_nothing() {
    assertThat(get(in(3).layout().problems(source))).isEmpty();

    assertThat(stored()).isNull();
  }

  @Test
  void a_number_that_redis_lost_is_stored_again() {
    RedisEventQueue two = in(2);
    enqueue(two, "u", "1");
    forget();

    assertThat(get(two.layout().agree(source))).isEmpty();

    assertThat(stored()).isEqualTo("2");
  }

  private void assertRefusing(RedisEventQueue queue) {
    assertThat(get(queue.enqueue(source, List.of(event("v", "v1")))))
        .isInstanceOfSatisfying(
            EnqueueResult.Unavailable.class,
            away -> assertThat(away.reason()).contains("RELAY_QUEUE_SHARDS"));
    assertThatThrownBy(() -> queue.claim(source, 0, 1, true).toCompletableFuture().join())
        .hasCauseInstanceOf(QueueUnavailableException.class);
    assertThat(get(queue.enqueueProblem(List.of(source)))).isPresent();
    assertThat(get(queue.claimProblem(List.of(source)))).isPresent();
    assertThat(get(queue.stats(source)).depth()).isZero();
  }

  private void bury(RedisEventQueue queue, String user) {
    enqueue(queue, user, "1");
    DeadLetter letter = DeadLetterBuilder.unique(source, user).build();
    settle(queue, claimOne(queue), 0, new Next.Release(), new Settled.Dead(letter));
  }

  private RedisEventQueue in(int shards) {
    return queue(Duration.ofSeconds(60), shards);
  }

  private @Nullable Object stored() {
    return hand.getBucket(QueueKeys.layout(source).toString()).get();
  }

  private void forget() {
    hand.getBucket(QueueKeys.layout(source).toString()).delete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"theirs", "0", "257", "1 x", "100000", "list"})
  void a_number_that_no_relay_wrote_is_found_by_the_contents(String text) {
    RedisEventQueue two = in(2);
    enqueue(two, "u", "1");
    get(two.storeIdempotency(source, true));
    assertThat(get(two.idempotency(source))).isPresent();
    forget();
    String key = QueueKeys.layout(source).toString();
    if (text.equals("list")) {
      hand.getList(key, StringCodec.INSTANCE).add("theirs");
    } else {
      hand.getBucket(key, StringCodec.INSTANCE).set(text);
    }

    assertThat(get(in(3).layout().problems(source)))
        .singleElement()
        .satisfies(why -> assertThat(why).contains("is in 2 shards"));
    assertThat(get(in(2).layout().agree(source))).isEmpty();
    assertThat(stored()).isEqualTo("2");
  }

  @Test
  void a_change_of_the_number_forgets_fingerprints_of_its_earlier_use() {
    RedisEventQueue one = in(1);
    enqueue(one, "u", "1");
    remember(one);
    enqueue(in(2), "v", "2");
    for (int shard = 0; shard < 2; shard++) {
      for (ClaimedUser user : get(in(2).claim(source, shard, 10, true)).users()) {
        settle(in(2), user, 0, new Next.Release(), delivered());
      }
    }

    RedisEventQueue again = in(1);
    enqueue(again, "u", "3");
    assertThat(claimOne(again).profile()).isNull();
  }

  private void remember(RedisEventQueue one) {
    var written = new Profile.Written("fingerprint", Duration.ofHours(1));
    var settled = List.<Settled>of(delivered());
    var settlement = new Settlement(claimOne(one), 0, settled, new Next.Release(), written);
    assertThat(get(one.settle(settlement))).isEqualTo(SettleResult.APPLIED);
    assertThat(get(one.claim(source, 0, 10, true)).users()).isEmpty();
  }
}
