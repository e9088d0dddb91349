package dev.segmentnovu.ingest.admin.status.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.QueueStats.Totals;
import dev.segmentnovu.queue.admin.Server;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.PausedSource;
import dev.segmentnovu.queue.control.Senders.Refused;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In which state a source is, why, and what an operator can do, case by case. */
final class SourceJudgeTest {

  private static final Server.State SERVER =
      new Server.State("master", "7.2.4", 500, 1_000L, true, null);

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(30);

  private static final SourceState LIMITED =
      new SourceState(Kind.RATE_LIMITED, 429, "slow down", NOON, LATER, null);
  private static final SourceState REFUSED =
      new SourceState(Kind.SUSPENDED, 401, "API Key not found", NOON, null, LATER);
  private static final SourceState FORBIDDEN =
      new SourceState(Kind.SUSPENDED, 403, "Forbidden", NOON, null, LATER);
  private static final SourceState UNPAID =
      new SourceState(Kind.SUSPENDED, 402, "Payment required", NOON, null, LATER);
  private static final SourceState OPEN =
      new SourceState(Kind.CIRCUIT_OPEN, null, "it takes no connection", NOON, null, LATER);
  private static final SourceState BLOCKED =
      new SourceState(Kind.BLOCKED, null, "its dead letters are at their bound", NOON, null, null);
  private static final SourceState STARTING =
      new SourceState(Kind.PAUSED, null, "the worker is starting", NOON, null, null);

  /** State of the workers → state, part of the reason, part of the remedy. */
  static Stream<Arguments> states() {
    return Stream.of(
        arguments(
            List.of(REFUSED), "suspended", "API Key not found (1 of 1 worker)", "NOVU_API_KEY"),
        arguments(List.of(FORBIDDEN), "suspended", "Novu refuses", "/admin/sources/web/probe"),
        arguments(List.of(UNPAID), "suspended", "Payment required", "The plan at Novu is used up"),
        arguments(List.of(LIMITED), "rate-limited", "slow down (1 of 1", "by itself"),
        arguments(
            List.of(OPEN), "circuit-open", "All calls to Novu fail: it takes no", "novu.timeout"),
        arguments(List.of(BLOCKED), "blocked", "at their bound", "/admin/dead-letters?source=web"),
        arguments(List.of(STARTING), "paused", "the worker is starting", "resume"),
        arguments(
            List.of(SourceState.RUNNING, OPEN, SourceState.RUNNING),
            "circuit-open",
            "(1 of 3 workers)",
            "Novu runs"),
        arguments(List.of(LIMITED, REFUSED, REFUSED), "suspended", "(2 of 3 workers)", "key"),
        arguments(List.of(OPEN, BLOCKED), "blocked", "(1 of 2 workers)", "Replay"),
        arguments(List.of(LIMITED, OPEN), "circuit-open", "(1 of 2 workers)", "probe"));
  }

  @ParameterizedTest
  @MethodSource("states")
  void the_worst_state_of_the_workers_counts(
      List<SourceState> states, String state, String reason, String remedy) {
    SourceVerdict verdict = judge(states, null, queue(3, 0, 0, 0));

    assertThat(verdict.state()).isEqualTo(state);
    assertThat(verdict.reason()).contains(reason);
    assertThat(verdict.remedy()).contains(remedy);
    assertThat(verdict.since()).isEqualTo(NOON);
  }

  /** The worker that began first saw the cause, and the others heard of it. */
  @Test
  void of_equal_states_the_first_gives_the_reason() {
    var heard = new SourceState(Kind.SUSPENDED, 401, "of another", NOON.plusMillis(3), null, LATER);

    assertThat(judge(List.of(heard, REFUSED), null, queue(1, 0, 0, 0)).reason())
        .contains("API Key not found (2 of 2 workers)");
    assertThat(judge(List.of(REFUSED, heard), null, queue(1, 0, 0, 0)).reason())
        .contains("API Key not found (2 of 2 workers)");
  }

  @Test
  void the_end_of_a_state_and_the_next_probe_are_those_of_the_worker() {
    SourceVerdict limited = judge(List.of(LIMITED), null, queue(1, 0, 0, 0));
    assertThat(limited.until()).isEqualTo(LATER);
    assertThat(limited.nextProbe()).isNull();

    SourceVerdict refused = judge(List.of(REFUSED), null, queue(1, 0, 0, 0));
    assertThat(refused.until()).isNull();
    assertThat(refused.nextProbe()).isEqualTo(LATER);
  }

  @Test
  void an_operators_pause_comes_before_all_else() {
    var pause = new PausedSource("web", "ada", NOON, "Novu moves");

    SourceVerdict verdict = judge(List.of(REFUSED), pause, queue(1, 0, 0, 0));
    assertThat(verdict)
        .isEqualTo(
            new SourceVerdict(
                "paused",
                "ada paused it: Novu moves",
                "POST /admin/sources/web/resume continues the delivery.",
                NOON,
                null,
                null,
                "ada"));
    assertThat(judge(List.of(), pause, queue(1, 0, 0, 0)).reason())
        .isEqualTo("ada paused it: Novu moves, and no worker runs");
  }

  @Test
  void without_a_worker_nothing_is_delivered() {
    SourceVerdict none = judge(List.of(), null, queue(1, 0, 0, 0));
    assertThat(none.state()).isEqualTo("no-worker");
    assertThat(none.reason()).isEqualTo("No worker runs");
    assertThat(none.remedy()).contains("relay worker", "REDIS_URL");
    assertThat(none.since()).isNull();
  }

  @Test
  void a_worker_that_reports_no_more_does_not_count() {
    var silent = worker("host-7", Duration.ofSeconds(23), source("web", SourceState.RUNNING));
    SourceVerdict verdict =
        SourceJudge.judge(facts(true, null, List.of(silent), queue(1, 0, 0, 0)));

    assertThat(verdict.state()).isEqualTo("no-worker");
    assertThat(verdict.reason()).isEqualTo("No worker runs: host-7 reported last, 23 s ago");
    assertThat(verdict.since()).isEqualTo(NOON);
  }

  @Test
  void a_worker_of_other_sources_does_not_count() {
    var other = worker("host-7", Duration.ZERO, source("app", SourceState.RUNNING));
    SourceVerdict verdict = SourceJudge.judge(facts(true, null, List.of(other), queue(1, 0, 0, 0)));

    assertThat(verdict.state()).isEqualTo("no-worker");
    assertThat(verdict.reason()).contains("those that run serve others");
    assertThat(verdict.remedy()).contains("configuration of the workers");
  }

  /** What a queue looks like → part of the reason, part of the remedy; null for none. */
  static Stream<Arguments> queues() {
    Duration old = Duration.ofSeconds(75);
    return Stream.of(
        arguments(true, queue(0, 0, 0, 0), null, null),
        arguments(true, queue(5, 2, 1, 0), null, null),
        arguments(true, queue(0, 0, 0, 4), "are parked: 4", "/unpark"),
        arguments(true, queue(1, 0, 0, 4), null, null),
        // users may be parked before their events come
        arguments(true, idle(4, 7), "There are 7 dead letters", "/admin/dead-letters"),
        arguments(
            true,
            queue(0, 0, 6, 0),
            "next attempt, because their first event failed: 6",
            "/admin/issues"),
        arguments(true, queue(0, 0, 6, 2), "first event failed: 6", "/admin/issues"),
        arguments(
            true,
            queue(9, 3, 1, 0, old, 0, 0),
            "75 s; 9 users are due, workers hold 3",
            "Novu is slow"),
        arguments(
            true,
            queue(0, 0, 0, 0, null, 7, 5),
            "No workflow is mapped for the events of 5 dead letters",
            "/admin/unmapped?source=web"),
        arguments(
            true,
            queue(0, 0, 0, 0, null, 7, 0),
            "There are 7 dead letters",
            "/admin/dead-letters?source=web"),
        arguments(
            false, queue(0, 0, 0, 0), "No workflow is mapped: no track call", "RELAY_WORKFLOWS"));
  }

  @ParameterizedTest
  @MethodSource("queues")
  void a_source_that_runs_has_a_reason_where_an_operator_should_look(
      boolean mapped, QueueStats queue, @Nullable String reason, @Nullable String remedy) {
    var alive = worker("host", Duration.ZERO, source("web", SourceState.RUNNING));
    SourceVerdict verdict = SourceJudge.judge(facts(mapped, null, List.of(alive), queue));

    assertThat(verdict.state()).isEqualTo("running");
    if (reason == null) {
      assertThat(verdict).isEqualTo(SourceVerdict.running(null, null));
    } else {
      assertThat(verdict.reason()).contains(reason);
      assertThat(verdict.remedy()).contains(String.valueOf(remedy));
    }
  }

  @Test
  void a_redis_that_is_nearly_full_is_said() {
    var alive = worker("host", Duration.ZERO, source("web", SourceState.RUNNING));
    var full = new Server.State("master", "7.2.4", 790, 1_000L, true, null);
    var facts = new SourceFacts("web", true, null, List.of(alive), queue(1, 0, 0, 0), full, null);

    SourceVerdict verdict = SourceJudge.judge(facts);

    assertThat(verdict.state()).isEqualTo("running");
    assertThat(verdict.reason()).contains("79 %", "RELAY_MEMORY_PERCENT");
    assertThat(verdict.remedy()).contains("maxmemory");
  }

  @Test
  void a_move_to_another_number_of_shards_is_a_reason_why_nothing_is_delivered() {
    var alive = worker("host", Duration.ZERO, source("web", SourceState.RUNNING));
    var moving =
        new QueueStats(
            9, 900, 3, 0, 0, 0, null, 0, 0, 0, 0, null, true, new Totals(9, 0, 0, 0, 0, 0, 0, 0));

    SourceVerdict verdict =
        SourceJudge.judge(new SourceFacts("web", true, null, List.of(alive), moving, SERVER, null));

    assertThat(verdict.reason()).contains("move to another number of shards");
    assertThat(verdict.remedy()).contains("relay check");
  }

  /** A judgement without refused webhooks → the same with some: state, reason and remedy. */
  static Stream<Arguments> refusals() {
    String refused =
        "Webhooks are refused since 2026-01-31T12:00:00.000Z, and none was accepted after that:"
            + " X-Signature is missing";
    return Stream.of(
        arguments(List.of(SourceState.RUNNING), queue(0, 0, 0, 0), "running", refused, "Copy"),
        arguments(
            List.of(SourceState.RUNNING),
            queue(0, 0, 0, 4),
            "running",
            "All users with events are parked: 4. " + refused,
            "GET /admin/users?state=parked"),
        arguments(
            List.of(OPEN),
            queue(1, 0, 0, 0),
            "circuit-open",
            "All calls to Novu fail: it takes no connection (1 of 1 worker). " + refused,
            "See that Novu runs"),
        arguments(
            List.of(),
            queue(0, 0, 0, 0),
            "no-worker",
            "No worker runs. " + refused,
            "Start relay"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refused_webhooks_are_a_reason_in_each_state(
      List<SourceState> states, QueueStats queue, String state, String reason, String remedy) {
    var refused =
        new Refused("unauthorized", "X-Signature is missing", 3, NOON, NOON.plusSeconds(9));
    SourceFacts without = facts(true, null, workers(states), queue);
    var facts =
        new SourceFacts("web", true, null, without.workers(), queue, without.server(), refused);

    SourceVerdict verdict = SourceJudge.judge(facts);

    assertThat(verdict.state()).isEqualTo(state);
    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(verdict.remedy()).startsWith(remedy).contains("SEGMENT_SHARED_SECRET");
    assertThat(verdict.since()).isEqualTo(SourceJudge.judge(without).since());
  }

  private static SourceVerdict judge(
      List<SourceState> states, @Nullable PausedSource pause, QueueStats queue) {
    return SourceJudge.judge(facts(true, pause, workers(states), queue));
  }

  private static List<Seen> workers(List<SourceState> states) {
    List<Seen> workers = new ArrayList<>();
    states.forEach(
        state -> workers.add(worker("w" + workers.size(), Duration.ZERO, source("web", state))));
    return workers;
  }

  private static SourceFacts facts(
      boolean mapped, @Nullable PausedSource pause, List<Seen> workers, QueueStats queue) {
    return new SourceFacts("web", mapped, pause, workers, queue, SERVER, null);
  }

  private static Heartbeat.Source source(String name, SourceState state) {
    return new Heartbeat.Source(name, state, 0);
  }

  private static Seen worker(String name, Duration age, Heartbeat.Source... sources) {
    return new Seen(
        new Heartbeat(name, Heartbeat.Role.WORKER, "1", NOON, List.of(sources)), NOON, age);
  }

  private static QueueStats idle(long parked, long dead) {
    return new QueueStats(
        0,
        0,
        0,
        0,
        0,
        parked,
        null,
        dead,
        0,
        0,
        0,
        null,
        false,
        new Totals(0, 0, 0, 0, 0, 0, 0, 0));
  }

  private static QueueStats queue(long due, long claimed, long retrying, long parked) {
    return queue(due, claimed, retrying, parked, Duration.ofSeconds(1), 0, 0);
  }

  private static QueueStats queue(
      long due,
      long claimed,
      long retrying,
      long parked,
      @Nullable Duration oldest,
      long dead,
      long unmapped) {
    return new QueueStats(
        due + claimed + retrying + parked,
        0,
        due,
        claimed,
        retrying,
        parked,
        oldest,
        dead,
        0,
        unmapped,
        0,
        oldest,
        false,
        new Totals(0, 0, 0, 0, 0, 0, 0, 0));
  }
}
