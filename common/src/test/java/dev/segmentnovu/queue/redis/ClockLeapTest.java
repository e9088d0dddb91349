package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.client.codec.StringCodec;

/** The clock of Redis leaps ahead, something is done, and it is set right. */
final class ClockLeapTest extends RedisQueueFixture {

  private static final long NOW = 1_700_000_000_000L;
  private static final long LEAP = Duration.ofDays(3_650).toMillis();
  private static final long WINDOW = Configs.defaults().queue().deduplication().toMillis();

  private final SteppedRedis redis = new SteppedRedis("relay:test:clock:" + source);
  private final RedisEventQueue queue = redis.queue(Configs.defaults().queue());

  @BeforeEach
  void begin() {
    redis.clock(NOW);
    open.add(queue);
  }

  @AfterEach
  void forget() {
    redis.client().getKeys().deleteByPattern("relay:{" + source + "*");
  }

  @Test
  void message_ids_are_remembered_for_their_window_and_no_longer() {
    redis.clock(NOW + LEAP);
    enqueue(queue, "u", "1");
    redis.clock(NOW);

    assertThat(duplicates("1")).isEqualTo(1);
    assertThat(since()).isEqualTo(NOW);
    redis.clock(NOW + WINDOW - 1);
    assertThat(duplicates("1")).isEqualTo(1);
    redis.clock(NOW + WINDOW);
    assertThat(duplicates("2")).isZero();
    redis.clock(NOW + 2 * WINDOW);
    assertThat(duplicates("1")).isZero();
  }

  @Test
  void a_set_whose_expiry_leapt_with_the_clock_expires_in_time() {
    enqueue(queue, "u", "1");
    QueueKeys keys = QueueKeys.of(source, 0, 1);
    redis.client().getSet(keys.seen().toString()).expire(Duration.ofDays(3_650));
    stats("seen-since", NOW + LEAP);

    assertThat(duplicates("2")).isZero();

    assertThat(redis.client().getSet(keys.seen().toString()).remainTimeToLive())
        .isLessThanOrEqualTo(2 * WINDOW);
  }

  @Test
  void an_event_enqueued_during_the_leap_is_delivered() {
    redis.clock(NOW + LEAP);
    enqueue(queue, "u", "1");
    redis.clock(NOW);

    assertThat(texts(claimOne(queue))).containsExactly("1");
  }

  @Test
  void a_lease_and_a_backoff_keep_their_length_when_the_clock_is_set_back() {
    enqueue(queue, "busy", "1");
    enqueue(queue, "tried", "2");
    redis.clock(NOW + LEAP);
    List<ClaimedUser> users = get(queue.claim(source, 0, 10, true)).users();
    ClaimedUser tried =
        users.stream().filter(u -> u.orderingKey().equals("tried")).findFirst().orElseThrow();
    settle(queue, tried, 0, new Next.Backoff(Duration.ofMinutes(5), "state"));
    get(queue.operators().parkedUsers().park(source, List.of("tried")));
    redis.clock(NOW);

    Claim none = get(queue.claim(source, 0, 10, true));
    assertThat(none.users()).isEmpty();
    assertThat(none.nextDue()).isEqualTo(Configs.defaults().queue().lease());

    get(queue.operators().parkedUsers().unpark(source, List.of("tried")));
    redis.clock(NOW + Duration.ofMinutes(5).toMillis());
    assertThat(get(queue.claim(source, 0, 10, true)).users())
        .extracting(ClaimedUser::orderingKey)
        .containsExactly("busy", "tried");
  }

  @Test
  void tokens_flow_again_at_once_when_the_clock_is_set_back() {
    redis.clock(NOW + LEAP);
    var policy = new Seen(100, Duration.ofSeconds(1), 110, 0, 1, Duration.ZERO, 0);
    assertThat(granted(policy)).isZero();
    redis.clock(NOW);
    granted(null);

    redis.clock(NOW + 1_000);

    assertThat(granted(null)).isEqualTo(10);
    redis.client().getKeys().delete(QueueKeys.budget(source).toString());
  }

  private int granted(@Nullable Seen seen) {
    var ask = new Ask("trigger", 10, new BatchBid("w", 0), null, seen);
    return get(queue.rateBudget().take(source, ask)).tokens();
  }

  private long duplicates(String id) {
    var result = get(queue.enqueue(source, List.of(event("u", id))));
    return ((EnqueueResult.Accepted) result).duplicates();
  }

  private long since() {
    String key = QueueKeys.of(source, 0, 1).stats().toString();
    return Long.parseLong(
        redis.client().<String, String>getMap(key, StringCodec.INSTANCE).get("seen-since"));
  }

  private void stats(String field, long value) {
    String key = QueueKeys.of(source, 0, 1).stats().toString();
    redis
        .client()
        .<String, String>getMap(key, StringCodec.INSTANCE)
        .put(field, String.valueOf(value));
  }

  @Test
  void a_settlement_after_the_clock_was_set_back_keeps_its_lease_or_backoff() {
    enqueue(queue, "u", "1", "2");
    enqueue(queue, "v", "3");
    List<ClaimedUser> users = get(queue.claim(source, 0, 10, true)).users();
    redis.clock(NOW - Duration.ofMinutes(5).toMillis());
    for (ClaimedUser user : users) {
      if (user.orderingKey().equals("u")) {
        settle(queue, user, 0, new Next.Keep(), delivered());
      } else {
        settle(queue, user, 0, new Next.Backoff(Duration.ofSeconds(30), "state"));
      }
    }

    assertThat(get(queue.claim(source, 0, 10, true)).users()).isEmpty();
    redis.clock(NOW - Duration.ofMinutes(5).toMillis() + 30_000);
    assertThat(claimOne(queue).orderingKey()).isEqualTo("v");
  }
}
