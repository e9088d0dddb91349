package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.reshard.DataFormat;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/** A process follows the stored number of shards, and refuses data of a format it does not know. */
final class QueueLayoutTest extends RedisQueueFixture {

  private final RedissonClient hand = TestRedis.client();
  private final List<RedisConnection> connections = new ArrayList<>();

  @AfterEach
  void closeHand() {
    connections.forEach(RedisConnection::close);
    hand.shutdown();
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 1", "2, 3", "3, 256"})
  void a_process_follows_the_stored_number(int stored, int configured) {
    enqueue(in(stored), "u", "1");
    RedisEventQueue other = in(configured);

    assertThat(get(other.layout().describe(source)))
        .contains(
            "source " + source + " is in " + stored + " shard",
            "RELAY_QUEUE_SHARDS (queue.shards) is " + configured,
            "the relay uses " + stored,
            "relay reshard --shards " + configured)
        .doesNotContain("\n");
    assertThat(get(other.layout().agree(source))).isEmpty();
    assertThat(get(other.layout().problems(source))).isEmpty();
    assertThat(other.shards(source)).isEqualTo(stored);
    assertThat(get(other.stats(source)).depth()).isEqualTo(1);
    assertThat(claimAll(other)).hasSize(1);
    assertThat(stored()).isEqualTo(Integer.toString(stored));
  }

  @Test
  void the_first_event_asks_for_the_number_if_nothing_else_did() {
    enqueue(in(2), "u", "1");

    enqueue(in(1), "u", "2");

    RedisEventQueue two = in(2);
    assertThat(claimAll(two)).singleElement().satisfies(u -> assertThat(u.entries()).hasSize(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 256})
  void a_number_that_an_earlier_version_did_not_store_is_found_by_the_contents(int before) {
    enqueue(in(before), "u", "1");
    get(in(before).storeIdempotency(source, true));
    assertThat(get(in(before).idempotency(source))).isPresent();
    forget();

    RedisEventQueue other = in(before == 12 ? 13 : 12);
    assertThat(get(other.layout().agree(source))).isEmpty();
    assertThat(other.shards(source)).isEqualTo(before);
    assertThat(stored()).isEqualTo(Integer.toString(before));
  }

  @Test
  void reading_the_problems_writes_nothing() {
    assertThat(get(in(3).layout().problems(source))).isEmpty();
    assertThat(get(in(3).layout().refusal(source))).isEmpty();

    assertThat(stored()).isNull();
    assertThat(format()).isNull();
  }

  @Test
  void a_number_that_redis_lost_is_stored_again() {
    RedisEventQueue two = in(2);
    enqueue(two, "u", "1");
    forget();

    assertThat(get(two.layout().agree(source))).isEmpty();

    assertThat(stored()).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"theirs", "0", "257", "1 x", "100000", "list"})
  void a_number_that_no_relay_wrote_is_found_by_the_contents(String text) {
    RedisEventQueue two = in(2);
    enqueue(two, "u", "1");
    get(two.storeIdempotency(source, true));
    assertThat(get(two.idempotency(source))).isPresent();
    forget();
    String key = QueueKeys.layout(source);
    if (text.equals("list")) {
      hand.getList(key, StringCodec.INSTANCE).add("theirs");
    } else {
      hand.getBucket(key, StringCodec.INSTANCE).set(text);
    }

    assertThat(get(in(3).layout().describe(source))).contains("is in 2 shards");
    assertThat(get(in(2).layout().agree(source))).isEmpty();
    assertThat(stored()).isEqualTo("2");
  }

  @Test
  void a_process_stores_its_format_where_none_is_stored() {
    enqueue(in(1), "u", "1");

    assertThat(format()).isEqualTo(DataFormat.PRESENT.text());
  }

  @Test
  void an_older_process_refuses_newer_data_at_the_start_and_when_it_notices_later() {
    RedisEventQueue old = of(new DataFormat(2, 1));
    enqueue(old, "u", "1");
    RedisEventQueue next = of(new DataFormat(3, 2));
    enqueue(next, "u", "2");
    assertThat(format()).isEqualTo("3 2");
    assertThat(get(old.layout().agree(source))).as("the format before goes on").isEmpty();
    enqueue(old, "u", "3");
    assertThat(format()).as("the stored format does not fall").isEqualTo("3 2");

    enqueue(of(new DataFormat(4, 3)), "u", "4");

    assertThat(get(old.layout().agree(source)))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains(
                        "source " + source + " in data format 4",
                        "knows format 3 or later",
                        "this one knows format 2",
                        "Start the version of the relay that ran before"));
    assertRefusing(old);
    assertRefusing(of(new DataFormat(2, 1)));
    assertThat(get(of(new DataFormat(2, 1)).layout().refusal(source))).isPresent();
    assertThat(get(next.layout().agree(source))).isEmpty();
    assertThat(get(next.stats(source)).depth()).isEqualTo(4);
  }

  @Test
  void a_process_refuses_data_that_is_too_old_for_it() {
    enqueue(of(new DataFormat(2, 1)), "u", "1");

    RedisEventQueue late = of(new DataFormat(4, 3));

    assertThat(get(late.layout().agree(source)))
        .hasValueSatisfying(
            why -> assertThat(why).contains("in data format 2", "needs format 3 or later"));
    assertRefusing(late);
    assertThat(format()).isEqualTo("2 1");
  }

  private void assertRefusing(RedisEventQueue queue) {
    assertThat(get(queue.enqueue(source, List.of(event("v", "v1")))))
        .isInstanceOfSatisfying(
            EnqueueResult.Unavailable.class,
            away -> assertThat(away.reason()).contains("data format"));
    assertThatThrownBy(() -> queue.claim(source, 0, 1, true).toCompletableFuture().join())
        .hasCauseInstanceOf(QueueUnavailableException.class);
    assertThat(get(queue.enqueueProblem(List.of(source)))).isPresent();
    assertThat(get(queue.claimProblem(List.of(source)))).isPresent();
  }

  private List<ClaimedUser> claimAll(RedisEventQueue queue) {
    get(queue.layout().agree(source));
    List<ClaimedUser> all = new ArrayList<>();
    for (int shard = 0; shard < queue.shards(source); shard++) {
      all.addAll(get(queue.claim(source, shard, 10, true)).users());
    }
    return all;
  }

  private RedisEventQueue in(int shards) {
    return queue(Duration.ofSeconds(60), shards);
  }

  private RedisEventQueue of(DataFormat format) {
    var connection = new RedisConnection(TestRedis.redis());
    connections.add(connection);
    return new RedisEventQueue(connection, Configs.with(QueueSettings.SHARDS, 1).queue(), format);
  }

  private @Nullable Object stored() {
    return hand.getBucket(QueueKeys.layout(source), StringCodec.INSTANCE).get();
  }

  private @Nullable Object format() {
    return hand.getBucket(QueueKeys.format(source), StringCodec.INSTANCE).get();
  }

  private void forget() {
    hand.getBucket(QueueKeys.layout(source)).delete();
  }
}
