package dev.segmentnovu.queue.redis.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.queue.admin.SourcePauses;
import dev.segmentnovu.queue.control.PausedSource;
import dev.segmentnovu.queue.redis.SteppedRedis;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators pause and resume sources in a real Redis. */
final class SourcePausesTest {

  private static final Instant START = Instant.parse("2026-01-31T12:00:00.123Z");

  private final SteppedRedis redis = new SteppedRedis("clock:" + UUID.randomUUID());
  private final SourcePauses pauses = new RedisSourcePauses(redis);

  @BeforeEach
  void start() {
    redis.clock(START.toEpochMilli());
    redis.client().getKeys().delete(ControlKeys.PAUSED);
  }

  @AfterEach
  void close() {
    redis.client().getKeys().delete(ControlKeys.PAUSED);
    redis.close();
  }

  @Test
  void a_pause_says_who_paused_the_source_when_and_why() {
    var web = new PausedSource("web", "ada", START, "\"Novu\" moves, {see} ümläut");
    assertThat(get(pauses.pause("web", "ada", web.reason()))).isEqualTo(web);
    redis.clock(START.plusSeconds(1).toEpochMilli());
    var app = new PausedSource("app", "bob", START.plusSeconds(1), null);
    assertThat(get(pauses.pause("app", "bob", null))).isEqualTo(app);

    assertThat(get(pauses.list())).containsExactly(app, web);
  }

  @Test
  void a_source_that_is_paused_again_keeps_its_first_pause() {
    PausedSource first = get(pauses.pause("web", "ada", "Novu moves"));
    redis.clock(START.plusSeconds(60).toEpochMilli());

    assertThat(get(pauses.pause("web", "bob", "something else"))).isEqualTo(first);
    assertThat(get(pauses.list())).containsExactly(first);
  }

  @Test
  void a_resumed_source_is_not_paused_any_more() {
    get(pauses.pause("web", "ada", null));
    get(pauses.pause("app", "ada", null));

    assertThat(get(pauses.resume("web"))).isTrue();
    assertThat(get(pauses.resume("web"))).isFalse();
    assertThat(get(pauses.list())).extracting(PausedSource::source).containsExactly("app");
  }

  @Test
  void the_number_of_paused_sources_is_bounded() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < SourcePauses.MOST; i++) {
      many.put("s" + i, "{}");
    }
    redis.client().<String, String>getMap(ControlKeys.PAUSED).putAll(many);

    assertThatThrownBy(() -> get(pauses.pause("web", "ada", null)))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasStackTraceContaining("1000 sources are paused already");
    assertThat(get(pauses.pause("s7", "ada", null)).source()).isEqualTo("s7");
  }

  /** Somebody wrote it by hand; what is paused must not be delivered. */
  @Test
  void a_pause_that_cannot_be_read_pauses_nevertheless() {
    redis.client().getMap(ControlKeys.PAUSED).put("web", "maintenance");

    assertThat(get(pauses.list()))
        .containsExactly(new PausedSource("web", "somebody", Instant.EPOCH, null));
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
