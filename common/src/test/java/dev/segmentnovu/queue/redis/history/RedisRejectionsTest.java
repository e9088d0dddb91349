package dev.segmentnovu.queue.redis.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.queue.history.DelayHistogram;
import dev.segmentnovu.queue.history.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rejections in a real Redis. */
final class RedisRejectionsTest extends HistoryFixture {

  private final RedisRejections rejections = new RedisRejections(redis);
  private long number;

  @Test
  void the_latest_rejections_come_first_and_are_counted_by_code() {
    report(Map.of("a", 3L, "b", 1L), rejection("u1", "m1"), rejection(null, null));
    report(Map.of("b", 7L), rejection("u2", "m2"));

    assertThat(get(rejections.latest(source)))
        .containsExactly(rejection("u2", "m2"), rejection(null, null), rejection("u1", "m1"));
    assertThat(get(rejections.counts(source))).containsExactly(entry("b", 8L), entry("a", 3L));
    assertThat(timeToLive("rejections")).isBetween(1L, Duration.ofDays(30).toMillis());
    assertThat(timeToLive("rejections:counts")).isPositive();
  }

  @Test
  void the_latest_thousand_are_kept() {
    for (int i = 0; i < 11; i++) {
      var some = new ArrayList<Rejection>();
      for (int n = 0; n < 100; n++) {
        some.add(rejection("u", "m" + (100 * i + n)));
      }
      report(Map.of("a", 100L), some.toArray(Rejection[]::new));
    }

    List<Rejection> latest = get(rejections.latest(source));

    assertThat(latest).hasSize(1_000);
    assertThat(redis.client().getList(prefix + "rejections")).hasSize(1_000);
    assertThat(latest.get(0).messageId()).isEqualTo("m1099");
    assertThat(latest.get(999).messageId()).isEqualTo("m100");
  }

  @Test
  void the_rejections_of_an_event_are_found_by_its_id_alone() {
    report(Map.of("a", 2L), rejection("m1", "x"), rejection("u", "m1"), rejection("u", "m12"));

    assertThat(get(rejections.find(source, "m1"))).containsExactly(rejection("u", "m1"));
    assertThat(get(rejections.find(source, "%d"))).isEmpty();
  }

  @Test
  void a_forgotten_user_has_no_rejections_and_all_others_have_theirs() {
    report(
        Map.of("a", 4L),
        rejection("u", "m1"),
        rejection(" u ", "m2"),
        rejection("u2", "m3"),
        rejection("x\",\"messageId\":\"y", "u"));

    assertThat(get(rejections.forget(source, List.of("u")))).isEqualTo(2);
    assertThat(get(rejections.forget(source, List.of("u")))).isZero();

    assertThat(get(rejections.latest(source)))
        .extracting(Rejection::messageId)
        .containsExactly("u", "m3");
    assertThat(timeToLive("rejections")).isPositive();
    get(rejections.forget(source, List.of("u2", "x\",\"messageId\":\"y")));
    assertThat(redis.client().getKeys().countExists(prefix + "rejections")).isZero();
  }

  @Test
  void rejections_that_a_process_held_when_their_user_was_forgotten_are_not_written() {
    get(rejections.forget(source, List.of("u")));

    report(
        Map.of("a", 4L),
        rejection("u", "m1"),
        rejection(" u ", "m2"),
        rejection("u2", "m3"),
        rejection(null, "m4"));
    report(Map.of("a", 1L), rejectionAt(NOW.plusSeconds(11), "u", "m5"));

    assertThat(get(rejections.latest(source)))
        .extracting(Rejection::messageId)
        .containsExactly("m5", "m4", "m3");
    assertThat(get(rejections.counts(source))).containsExactly(entry("a", 5L));
    assertThat(timeToLive("rejections:forgotten"))
        .isBetween(1L, Duration.ofHours(24).toMillis() + 60_000);
  }

  @Test
  void where_more_users_are_forgotten_than_are_remembered_nothing_held_is_written() {
    for (int i = 0; i < 1_100; i += 100) {
      int from = i;
      get(
          rejections.forget(
              source, IntStream.range(from, from + 100).mapToObj(n -> "u" + n).toList()));
    }
    report(Map.of("a", 1L), rejection("u0", "m1"), rejection(null, "m2"));
    assertThat(redis.client().getScoredSortedSet(prefix + "rejections:forgotten").size())
        .isLessThanOrEqualTo(1_000);
    get(rejections.forget(source, IntStream.range(0, 3_000).mapToObj(n -> "v" + n).toList()));
    report(Map.of("a", 1L), rejection("v2999", "m3"));
    report(Map.of("a", 1L), rejectionAt(NOW.plusSeconds(11), "v1", "m4"));

    assertThat(get(rejections.latest(source)))
        .extracting(Rejection::messageId)
        .containsExactly("m4", "m2");
    assertThat(redis.client().getScoredSortedSet(prefix + "rejections:forgotten").size())
        .isLessThanOrEqualTo(1_000);
  }

  @Test
  void a_rejection_that_a_process_held_longer_than_forgotten_users_are_remembered_is_not_written() {
    report(Map.of("a", 1L), rejectionAt(NOW.minus(Duration.ofHours(25)), "u", "m1"));

    assertThat(get(rejections.latest(source))).isEmpty();
  }

  @Test
  void the_rejections_of_a_user_are_forgotten_in_a_long_list() {
    for (int i = 0; i < 14; i++) {
      var some = new ArrayList<Rejection>();
      for (int n = 0; n < 50; n++) {
        some.add(rejection(n % 2 == 0 ? "u" : "u2", "m" + (50 * i + n)));
      }
      report(Map.of("a", 50L), some.toArray(Rejection[]::new));
    }

    assertThat(get(rejections.forget(source, List.of("u")))).isEqualTo(350);

    List<Rejection> left = get(rejections.latest(source));
    assertThat(left).hasSize(350).allMatch(each -> "u2".equals(each.userId()));
    assertThat(left.get(0).messageId()).isEqualTo("m699");
    assertThat(left.get(349).messageId()).isEqualTo("m1");
  }

  @Test
  void a_user_whose_id_was_cut_is_forgotten_too() {
    String longId = "u".repeat(1_000);
    report(Map.of("a", 1L), rejection(longId, "m1"));

    assertThat(get(rejections.forget(source, List.of(longId)))).isEqualTo(1);
  }

  @Test
  void a_list_of_another_type_counts_as_empty() {
    redis.client().getBucket(prefix + "rejections").set("x");
    redis.client().getBucket(prefix + "rejections:counts").set("x");
    redis.client().getBucket(prefix + "rejections:forgotten").set("x");

    assertThat(get(rejections.latest(source))).isEmpty();
    assertThat(get(rejections.counts(source))).isEmpty();
    assertThat(get(rejections.forget(source, List.of("u")))).isZero();
    report(Map.of("a", 1L), rejection("u", "m"), rejection("u2", "m"));
    assertThat(get(rejections.latest(source))).extracting(Rejection::userId).containsExactly("u2");
    redis.client().getBucket(prefix + "rejections:forgotten").set("x");
    report(Map.of("a", 1L), rejection("u3", "m"));
    assertThat(get(rejections.latest(source))).hasSize(2);
  }

  private void report(Map<String, Long> codes, Rejection... all) {
    number++;
    send(
        "a",
        number,
        new ActivityReport(
            Map.of(), new DelayHistogram(), null, List.of(), List.of(), List.of(all), codes));
  }

  private static Rejection rejection(@Nullable String user, @Nullable String messageId) {
    return rejectionAt(NOW, user, messageId);
  }

  private static Rejection rejectionAt(
      Instant at, @Nullable String user, @Nullable String messageId) {
    return new Rejection(at, "a", "userId or \"anonymousId\" is required", messageId, user, 3);
  }
}
