package dev.segmentnovu.queue.redis.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Heartbeat.Role;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.control.Senders;
import dev.segmentnovu.queue.control.Senders.Refused;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import dev.segmentnovu.queue.redis.SteppedRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes that report to a real Redis, on a stepped clock. */
final class PresenceTest {

  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private final SteppedRedis redis = new SteppedRedis("clock:" + UUID.randomUUID());
  private final RedisPresence presence = new RedisPresence(redis);
  private final RedisSourcePauses pauses = new RedisSourcePauses(redis);

  @BeforeEach
  void start() {
    redis.clock(START.toEpochMilli());
    forget();
  }

  @AfterEach
  void close() {
    forget();
    redis.close();
  }

  private void forget() {
    redis.client().getKeys().delete(ControlKeys.PROCESSES, ControlKeys.REPORTS, ControlKeys.PAUSED);
  }

  @Test
  void a_process_reports_all_that_operators_want_to_know_of_it() {
    var suspended =
        new SourceState(
            Kind.SUSPENDED,
            401,
            "API Key not found",
            START.minusSeconds(90),
            null,
            START.plusSeconds(30));
    var limited =
        new SourceState(Kind.RATE_LIMITED, 429, "slow down", START, START.plusMillis(1_500), null);
    var heartbeat =
        new Heartbeat(
            "host-1-abc",
            Role.WORKER,
            "1.2.3",
            START.minusSeconds(3_600),
            List.of(
                new Heartbeat.Source("web", suspended, 3, 5, 8),
                new Heartbeat.Source("app", limited, 4),
                new Heartbeat.Source("shop", SourceState.RUNNING, 0)));
    get(presence.beat(heartbeat));
    redis.clock(START.plusMillis(1_500).toEpochMilli());

    assertThat(get(presence.list()))
        .containsExactly(new Seen(heartbeat, START, Duration.ofMillis(1_500)));
    assertThat(heartbeat.users()).isEqualTo(7);
  }

  @Test
  void an_ingest_reports_whether_it_believes_those_who_send() {
    var refused =
        new Refused("unauthorized", "X-Signature is missing", 3, START, START.plusSeconds(9));
    var heartbeat =
        new Heartbeat(
            "ingest",
            Role.INGEST,
            "1",
            START,
            List.of(),
            List.of(
                new Senders("web", START, refused),
                new Senders("app", START, null),
                new Senders(null, null, refused)));
    get(presence.beat(heartbeat));

    assertThat(get(presence.list()).get(0).heartbeat()).isEqualTo(heartbeat);
  }

  @Test
  void a_process_that_reports_again_is_seen_once() {
    get(presence.beat(worker("one")));
    redis.clock(START.plusSeconds(20).toEpochMilli());
    get(presence.beat(worker("one")));
    get(presence.beat(new Heartbeat("one", Role.INGEST, "1", START, List.of())));

    assertThat(get(presence.list()))
        .as("a process that takes events in and delivers reports twice")
        .extracting(seen -> seen.heartbeat().role())
        .containsExactlyInAnyOrder(Role.WORKER, Role.INGEST);
    assertThat(get(presence.list()))
        .allSatisfy(seen -> assertThat(seen.seenAt()).isEqualTo(START.plusSeconds(20)));
  }

  @Test
  void a_silent_process_is_not_alive_and_is_forgotten_after_a_minute() {
    get(presence.beat(worker("dead")));
    redis.clock(START.plusSeconds(9).toEpochMilli());
    assertThat(get(presence.list())).extracting(Seen::isAlive).containsExactly(true);
    redis.clock(START.plusSeconds(10).toEpochMilli());
    assertThat(get(presence.list())).extracting(Seen::isAlive).containsExactly(false);

    redis.clock(START.plusSeconds(61).toEpochMilli());
    assertThat(get(presence.list())).isEmpty();
    get(presence.beat(worker("other")));
    assertThat(stored()).containsExactly("worker:other");
  }

  @Test
  void a_process_that_stops_is_forgotten_at_once() {
    get(presence.beat(worker("one")));
    get(presence.beat(worker("two")));
    get(presence.leave(worker("one")));
    get(presence.leave(worker("one")));

    assertThat(names()).containsExactly("two");
    assertThat(stored()).containsExactly("worker:two");
  }

  @Test
  void redis_keeps_a_bounded_number_of_processes() {
    for (int i = 0; i < RedisPresence.MOST + 20; i++) {
      redis.clock(START.plusMillis(i).toEpochMilli());
      get(presence.beat(worker(String.format("p%03d", i))));
    }

    assertThat(names()).hasSize(RedisPresence.MOST).first().isEqualTo("p020");
    assertThat(stored()).hasSize(RedisPresence.MOST);
  }

  @Test
  void when_the_clock_is_set_back_processes_that_died_before_do_not_live_for_ever() {
    get(presence.beat(worker("dead")));
    redis.clock(START.minusSeconds(3_600).toEpochMilli());
    get(presence.beat(worker("alive")));

    assertThat(names()).containsExactly("alive");
  }

  @Test
  void each_reply_carries_the_paused_sources() {
    assertThat(get(presence.beat(worker("one")))).isEqualTo(Pauses.of(List.of()));

    get(pauses.pause("web", "ada", null));
    get(pauses.pause("app", "ada", "Novu moves"));
    Pauses known = get(presence.beat(worker("one")));

    assertThat(known).isEqualTo(Pauses.of(get(pauses.list())));
    assertThat(known.state("web")).isPresent();
    assertThat(known.state("shop")).isEmpty();
    assertThat(known.state("app").orElseThrow())
        .isEqualTo(
            new SourceState(Kind.PAUSED, null, "ada paused it: Novu moves", START, null, null));
  }

  @Test
  void a_pause_and_a_resume_are_signalled() {
    var signals = new AtomicInteger();
    presence.onPauseChange(signals::incrementAndGet);
    await("it listens")
        .until(
            () -> {
              get(pauses.pause("web", "ada", null));
              return signals.get() > 0;
            });
    int before = signals.get();

    get(pauses.resume("web"));

    await().until(() -> signals.get() > before);
  }

  /** A key that another program wrote must not keep workers from learning what is paused. */
  @Test
  void keys_of_another_type_count_as_empty() {
    redis.client().getBucket(ControlKeys.PROCESSES).set("x");
    redis.client().getBucket(ControlKeys.REPORTS).set("x");
    get(pauses.pause("web", "ada", null));

    assertThat(get(presence.beat(worker("one"))).state("web")).isPresent();
    assertThat(get(presence.list())).isEmpty();

    redis.client().getKeys().delete(ControlKeys.PAUSED);
    redis.client().getBucket(ControlKeys.PAUSED).set("x");
    assertThat(get(presence.beat(worker("one")))).isEqualTo(Pauses.of(List.of()));
  }

  @Test
  void reports_of_another_version_or_program_do_not_hide_the_others() {
    get(presence.beat(worker("one")));
    write(
        "worker:new",
        "{\"name\":\"new\",\"startedAt\":1,\"more\":{},\"sources\":[{\"source\":\"web\",\"state\":\"odd\"}]}");
    write("worker:no-json", "{");
    write("worker:no-report", "[]");

    assertThat(names()).containsExactly("new", "one");
    Heartbeat.Source odd = get(presence.list()).get(0).heartbeat().sources().get(0);
    assertThat(odd.state().kind()).isEqualTo(Kind.BLOCKED);
    assertThat(odd.state().reason()).contains("\"odd\"");
  }

  private void write(String process, String report) {
    redis
        .client()
        .getScoredSortedSet(ControlKeys.PROCESSES)
        .add((double) START.toEpochMilli(), process);
    redis.client().getMap(ControlKeys.REPORTS).put(process, report);
  }

  private static Heartbeat worker(String name) {
    return new Heartbeat(name, Role.WORKER, "1", START, List.of());
  }

  private List<String> names() {
    return get(presence.list()).stream().map(seen -> seen.heartbeat().name()).toList();
  }

  private List<String> stored() {
    return redis.client().<String, String>getMap(ControlKeys.REPORTS).readAllKeySet().stream()
        .toList();
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
