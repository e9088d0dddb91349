package dev.segmentnovu.queue.redis.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.admin.history.Marks;
import dev.segmentnovu.queue.admin.history.Marks.Kind;
import dev.segmentnovu.queue.admin.history.Marks.Mark;
import dev.segmentnovu.queue.redis.SteppedRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Marks of changes and deployments in a real Redis, on a stepped clock. */
final class MarksTest {

  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);

  private final SteppedRedis redis = new SteppedRedis("clock:" + UUID.randomUUID());
  private final Marks marks = new RedisMarks(redis);

  @BeforeEach
  void start() {
    at(START);
    forget();
  }

  @AfterEach
  void close() {
    forget();
    redis.close();
  }

  private void forget() {
    redis.client().getKeys().delete(ControlKeys.MARKS, ControlKeys.VERSION);
  }

  private void at(Instant now) {
    redis.clock(now.toEpochMilli());
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<Mark> all() {
    return get(marks.list(START.minus(YEAR), START.plus(YEAR)));
  }

  @Test
  void the_processes_of_a_relay_mark_the_same_change_once() {
    assertThat(get(marks.configured("queue.lease"))).isTrue();
    at(START.plusSeconds(1));
    assertThat(get(marks.configured("queue.lease"))).isFalse();
    assertThat(get(marks.configured("alerts"))).isTrue();
    at(START.plus(Duration.ofMinutes(11)));
    assertThat(get(marks.configured("queue.lease"))).isTrue();

    assertThat(all())
        .containsExactly(
            new Mark(START, Kind.CONFIGURATION, "queue.lease"),
            new Mark(START.plusSeconds(1), Kind.CONFIGURATION, "alerts"),
            new Mark(START.plus(Duration.ofMinutes(11)), Kind.CONFIGURATION, "queue.lease"));
  }

  @Test
  void a_deployment_is_marked_when_the_version_is_another_one() {
    assertThat(get(marks.started("1.2.0"))).isTrue();
    assertThat(get(marks.started("1.2.0"))).isFalse();
    at(START.plusSeconds(1));
    assertThat(get(marks.started("1.3.0"))).isTrue();

    assertThat(all())
        .containsExactly(
            new Mark(START, Kind.DEPLOYMENT, "Version 1.2.0 started"),
            new Mark(START.plusSeconds(1), Kind.DEPLOYMENT, "Version 1.3.0 started, after 1.2.0"));
  }

  @Test
  void the_latest_two_hundred_marks_of_a_month_are_kept() {
    for (int i = 0; i < Marks.MOST + 5; i++) {
      at(START.plusSeconds(i));
      get(marks.configured("change " + i));
    }
    assertThat(all()).hasSize(Marks.MOST);
    assertThat(all().get(0).text()).isEqualTo("change 5");

    at(START.plus(Marks.KEPT).plusSeconds(100));
    get(marks.configured("later"));
    assertThat(all().get(0).text()).isEqualTo("change 101");
  }

  @Test
  void a_period_begins_with_its_first_and_ends_before_its_last_instant() {
    get(marks.configured("a"));
    at(START.plusSeconds(1));
    get(marks.configured("b"));

    assertThat(get(marks.list(START, START.plusSeconds(1))))
        .extracting(Mark::text)
        .containsExactly("a");
  }

  @Test
  void a_long_text_is_cut_and_a_key_of_another_type_is_replaced() {
    redis.client().getBucket(ControlKeys.MARKS).set("x");
    assertThat(all()).isEmpty();

    get(marks.configured("line\n" + "y".repeat(1_000)));

    assertThat(all().get(0).text()).hasSize(Marks.LONGEST).startsWith("line\ny").endsWith("…");
  }
}
