package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.client.codec.StringCodec;

/** What the queue remembers of users' profiles, on a stepped clock. */
final class ProfileMemoryTest {

  private static final long START = 1_800_000_000_000L;
  private static final Duration WINDOW = Duration.ofHours(1);

  private final String source = "p" + UUID.randomUUID().toString().replace("-", "");
  private final SteppedRedis redis = new SteppedRedis("clock-" + source);
  private final RedisEventQueue queue = redis.queue(Configs.defaults().queue());
  private final QueueKeys keys = QueueKeys.of(source, 0, 1);
  private long now = START;
  private int events;

  ProfileMemoryTest() {
    redis.clock(now);
  }

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void the_last_fingerprint_comes_with_the_users_next_claim() {
    settle(claim("u"), written("first"));
    settle(claim("u"), written("second"));
    settle(claim("v"), written("other"));

    assertThat(remembered("u")).isEqualTo("second");
    assertThat(remembered("v")).isEqualTo("other");
    assertThat(remembered("w")).isNull();
  }

  @Test
  void an_unknown_profile_is_forgotten_in_both_windows() {
    settle(claim("u"), written("one"));
    settle(claim("v"), written("one"));
    pass(WINDOW);
    settle(claim("v"), written("two"));

    settle(claim("u"), new Profile.Unknown());
    settle(claim("v"), new Profile.Unknown());

    assertThat(remembered("u")).isNull();
    assertThat(remembered("v")).isNull();
  }

  @Test
  void named_users_are_forgotten_and_others_are_not() {
    settle(claim("u"), written("one"));
    settle(claim("v"), written("two"));
    pass(WINDOW);
    settle(claim("w"), written("three"));

    RedisQueueFixture.get(queue.forgetProfiles(source, List.of("u", "w", "never seen")));

    assertThat(remembered("u")).isNull();
    assertThat(remembered("w")).isNull();
    assertThat(remembered("v")).isEqualTo("two");
  }

  /** A rule of another user's event may have been later than what the claim wrote. */
  @Test
  void forgetting_a_user_holds_against_the_settlement_of_a_claim_under_way() {
    ClaimedUser underWay = claim("u");
    RedisQueueFixture.get(queue.forgetProfiles(source, List.of("u")));
    settle(underWay, written("older"));
    settle(claim("v"), written("one"));

    assertThat(remembered("u")).isNull();
    assertThat(remembered("v")).isEqualTo("one");
    pass(Configs.defaults().queue().lease());
    settle(claim("u"), written("newer"));
    assertThat(remembered("u")).isEqualTo("newer");
  }

  @Test
  void an_overwritten_profile_is_not_remembered_for_a_lease() {
    settle(claim("u"), written("one"));
    settle(claim("u"), new Profile.Overwritten());
    settle(claim("u"), written("two"));

    assertThat(remembered("u")).isNull();
    pass(Configs.defaults().queue().lease());
    settle(claim("u"), written("three"));
    assertThat(remembered("u")).isEqualTo("three");
    assertThat(ttl(keys.profilesForgotten()))
        .isBetween(-2L, Configs.defaults().queue().lease().toMillis());
  }

  @Test
  void a_stale_lease_writes_nothing() {
    ClaimedUser stale = claim("u");
    pass(Configs.defaults().queue().lease());
    settle(claimAgain(), written("good"));

    assertThat(settle(stale, written("stale"))).isEqualTo(SettleResult.STALE);
    assertThat(remembered("u")).isEqualTo("good");
  }

  /** At least for the window, at most for twice as long; every write in between counts anew. */
  @ParameterizedTest
  @CsvSource({"0, true", "3599999, true", "7199999, true", "7200000, false", "10800000, false"})
  void a_fingerprint_is_remembered_for_one_to_two_windows(long millis, boolean kept) {
    settle(claim("u"), written("one"));
    pass(Duration.ofMillis(millis));
    settle(claim("v"), written("other"));

    assertThat(remembered("u")).isEqualTo(kept ? "one" : null);
  }

  @Test
  void fingerprints_expire_two_windows_after_the_last_write() {
    settle(claim("u"), written("one"));

    assertThat(ttl(keys.profiles())).isBetween(1L, 2 * WINDOW.toMillis());
    pass(WINDOW);
    settle(claim("u"), written("two"));
    assertThat(ttl(keys.profiles())).isBetween(1L, 2 * WINDOW.toMillis());
    assertThat(ttl(keys.profilesBefore())).isBetween(1L, 2 * WINDOW.toMillis());
  }

  @Test
  void fingerprints_are_forgotten_when_the_clock_is_set_back() {
    settle(claim("u"), written("one"));
    pass(Duration.ofHours(-5));
    settle(claim("v"), written("two"));

    assertThat(remembered("u")).isNull();
    assertThat(remembered("v")).isEqualTo("two");
    pass(Duration.ofHours(2));
    settle(claim("w"), written("three"));
    assertThat(remembered("v")).as("the window counts from the time after").isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"profiles", "profiles:before", "profiles:forgotten"})
  void a_profile_key_of_another_type_loses_fingerprints_and_no_event(String name) {
    redis.client().getBucket(keys.prefix() + name, StringCodec.INSTANCE).set("not a hash");

    assertThat(settle(claim("u"), written("one"))).isEqualTo(SettleResult.APPLIED);
    RedisQueueFixture.get(queue.forgetProfiles(source, List.of("x")));
    assertThat(settle(claim("u"), written("two"))).isEqualTo(SettleResult.APPLIED);
    assertThat(settle(claim("v"), new Profile.Unknown())).isEqualTo(SettleResult.APPLIED);
    assertThat(settle(claim("w"), new Profile.Overwritten())).isEqualTo(SettleResult.APPLIED);
    assertThat(settle(claim("u"), written("three"))).isEqualTo(SettleResult.APPLIED);
    assertThat(remembered("u")).isEqualTo("three");
  }

  private static Profile written(String fingerprint) {
    return new Profile.Written(fingerprint, WINDOW);
  }

  private @Nullable String remembered(String user) {
    ClaimedUser claimed = claim(user);
    settle(claimed, new Profile.Untouched());
    return claimed.profile();
  }

  private ClaimedUser claim(String user) {
    var event = RedisQueueFixture.event(user, "m" + events++);
    RedisQueueFixture.get(queue.enqueue(source, List.of(event)));
    return claimAgain();
  }

  private ClaimedUser claimAgain() {
    List<ClaimedUser> users = RedisQueueFixture.get(queue.claim(source, 0, 10, true)).users();
    assertThat(users).hasSize(1);
    return users.get(0);
  }

  private SettleResult settle(ClaimedUser user, Profile profile) {
    var settled = List.<Settled>of(new Settled.Delivered());
    return RedisQueueFixture.get(
        queue.settle(new Settlement(user, 0, settled, new Next.Release(), profile)));
  }

  private long ttl(Object key) {
    return redis.client().getKeys().remainTimeToLive(key.toString());
  }

  private void pass(Duration time) {
    now += time.toMillis();
    redis.clock(now);
  }
}
