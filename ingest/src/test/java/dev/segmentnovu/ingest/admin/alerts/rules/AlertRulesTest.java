package dev.segmentnovu.ingest.admin.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Alerts;
import dev.segmentnovu.config.Alerts.Kind;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert.Phase;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert.Severity;
import dev.segmentnovu.ingest.admin.alerts.rules.AlertRules.Evaluated;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.FinishedJob;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.Queue;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.Source;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.SourceState;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each step is a snapshot some time after the one before. */
final class AlertRulesTest {

  private static final Instant BEGIN = Instant.parse("2026-01-31T12:00:00Z");
  private static final Queue QUIET = new Queue(5, 0, 0, 0, Duration.ZERO);

  private final AlertRules rules =
      new AlertRules(
          new Alerts(
              List.of(),
              new Alerts.Limits(10, Duration.ofMinutes(10), Duration.ofHours(2), 70),
              Duration.ofHours(4)));

  private Instant now = BEGIN;
  private @Nullable AlertState state;
  private final List<Alert> told = new ArrayList<>();

  /** The types that are told; a repetition has a plus sign behind it. */
  private List<String> after(Duration time, Snapshot snapshot) {
    now = now.plus(time);
    Evaluated evaluated =
        rules.evaluate(
            state,
            new Snapshot(
                now,
                snapshot.sources(),
                snapshot.refusals(),
                snapshot.redisFullness(),
                snapshot.jobs()));
    state = evaluated.state();
    told.addAll(evaluated.alerts());
    return evaluated.alerts().stream()
        .map(alert -> alert.type() + (alert.phase() == Phase.REPEATED ? "+" : ""))
        .toList();
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }

  private static Snapshot of(@Nullable Queue queue, @Nullable SourceState sourceState) {
    return new Snapshot(
        BEGIN, List.of(new Source("web", queue, sourceState)), List.of(), null, List.of());
  }

  private static Snapshot of(Queue queue) {
    return of(queue, null);
  }

  private static Snapshot in(State sourceState) {
    return of(null, new SourceState(sourceState, "Novu answered 401", "Put in the right key"));
  }

  private static Snapshot of(double fullness) {
    return new Snapshot(BEGIN, List.of(), List.of(), fullness, List.of());
  }

  private static Snapshot died(long died) {
    return of(new Queue(5, died, 0, 0, Duration.ZERO));
  }

  private static Snapshot bound(double fullness) {
    return of(new Queue(5, 0, 0, fullness, Duration.ZERO));
  }

  private static Snapshot due(Duration oldest) {
    return of(new Queue(5, 0, 0, 0, oldest));
  }

  private static Snapshot received(long received) {
    return of(new Queue(received, 0, 0, 0, Duration.ZERO));
  }

  private static Snapshot violations(long found) {
    return of(new Queue(0, 0, found, 0, Duration.ZERO));
  }

  @Test
  void a_suspended_source_is_told_once_and_once_when_it_is_resumed() {
    assertThat(after(seconds(0), in(State.RUNNING))).isEmpty();
    assertThat(after(seconds(3), in(State.SUSPENDED))).containsExactly("source.suspended");
    assertThat(after(seconds(3), in(State.SUSPENDED))).isEmpty();
    assertThat(after(seconds(3), in(State.RUNNING))).containsExactly("source.resumed");
    assertThat(after(seconds(3), in(State.RUNNING))).isEmpty();

    Alert first = told.get(0);
    assertThat(first.source()).isEqualTo("web");
    assertThat(first.severity()).isEqualTo(Severity.ERROR);
    assertThat(first.message()).contains("web", "Novu answered 401");
    assertThat(first.remedy()).isEqualTo("Put in the right key");
    assertThat(told.get(1).since()).isEqualTo(BEGIN.plusSeconds(3));
    assertThat(told.get(1).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void an_alert_is_repeated_at_the_interval_while_its_cause_lasts() {
    after(seconds(0), in(State.SUSPENDED));

    assertThat(after(minutes(239), in(State.SUSPENDED))).isEmpty();
    assertThat(after(minutes(1), in(State.SUSPENDED))).containsExactly("source.suspended+");
    assertThat(after(minutes(239), in(State.SUSPENDED))).isEmpty();
    assertThat(after(minutes(1), in(State.SUSPENDED))).containsExactly("source.suspended+");
    assertThat(told.get(2).since()).isEqualTo(BEGIN);
  }

  @Test
  void each_change_has_an_id_of_its_own_without_a_full_stop() {
    after(seconds(0), in(State.SUSPENDED));
    after(seconds(3), in(State.RUNNING));
    after(seconds(3), in(State.SUSPENDED));
    after(minutes(240), in(State.SUSPENDED));
    after(seconds(3), in(State.RUNNING));

    Set<String> ids = told.stream().map(Alert::id).collect(Collectors.toSet());
    assertThat(ids).hasSize(5).noneMatch(id -> id.contains("."));
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"PAUSED", "BLOCKED", "NO_WORKER"})
  void a_suspension_lasts_while_nothing_shows_that_it_is_over(State other) {
    after(seconds(0), in(State.SUSPENDED));

    assertThat(after(seconds(3), in(other))).isEmpty();
    assertThat(after(seconds(3), of(QUIET, null))).isEmpty();
    assertThat(after(seconds(3), in(State.RATE_LIMITED))).containsExactly("source.resumed");
  }

  @Test
  void an_open_circuit_is_told_and_a_closed_one() {
    assertThat(after(seconds(0), in(State.CIRCUIT_OPEN))).containsExactly("circuit.opened");
    assertThat(after(seconds(3), in(State.CIRCUIT_OPEN))).isEmpty();
    assertThat(after(seconds(3), in(State.RUNNING))).containsExactly("circuit.closed");
  }

  @Test
  void dead_letters_are_told_as_soon_as_a_minute_has_too_many() {
    after(seconds(0), died(100));

    assertThat(after(seconds(3), died(109))).isEmpty();
    assertThat(after(seconds(3), died(110))).containsExactly("dead_letters.rate_exceeded");
    assertThat(after(seconds(3), died(500))).isEmpty();
    assertThat(told.get(0).details()).containsEntry("perMinute", 10L);
  }

  @Test
  void the_rate_of_dead_letters_has_recovered_after_a_minute_with_less_than_half() {
    after(seconds(0), died(0));
    after(seconds(3), died(50));

    assertThat(after(seconds(57), died(50))).isEmpty();
    assertThat(after(seconds(60), died(55))).isEmpty();
    assertThat(after(seconds(30), died(56))).isEmpty();
    assertThat(after(seconds(30), died(59))).containsExactly("dead_letters.rate_recovered");
  }

  @Test
  void a_slow_trickle_of_dead_letters_is_not_told() {
    after(seconds(0), died(0));
    for (int i = 1; i <= 100; i++) {
      assertThat(after(seconds(10), died(i))).isEmpty();
    }
  }

  @Test
  void dead_letters_that_died_before_the_first_look_are_not_told() {
    assertThat(after(seconds(0), died(1_000_000))).isEmpty();
    assertThat(after(seconds(60), died(1_000_000))).isEmpty();
  }

  @Test
  void a_redis_that_was_emptied_is_no_news() {
    after(seconds(0), of(new Queue(1_000, 1_000, 1_000, 0, Duration.ZERO)));

    assertThat(after(seconds(3), of(new Queue(0, 0, 0, 0, Duration.ZERO)))).isEmpty();
    assertThat(after(seconds(3), of(new Queue(0, 9, 0, 0, Duration.ZERO)))).isEmpty();
  }

  @Test
  void each_step_towards_the_bound_of_dead_letters_is_told_once() {
    assertThat(after(seconds(0), bound(0.49))).isEmpty();
    assertThat(after(seconds(3), bound(0.5))).containsExactly("dead_letters.bound_reached");
    assertThat(after(seconds(3), bound(0.6))).isEmpty();
    assertThat(after(seconds(3), bound(0.8))).containsExactly("dead_letters.bound_reached");
    assertThat(after(seconds(3), bound(0.78))).isEmpty();
    assertThat(after(seconds(3), bound(0.81))).isEmpty();
    assertThat(after(seconds(3), bound(0.995))).containsExactly("dead_letters.bound_reached");
    assertThat(after(seconds(3), bound(0.46))).isEmpty();
    assertThat(after(seconds(3), bound(0.44))).containsExactly("dead_letters.bound_recovered");

    assertThat(told.subList(0, 3))
        .extracting(alert -> alert.details().get("percent"))
        .containsExactly(50, 80, 100);
    assertThat(told.get(2).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void a_delay_is_told_above_the_limit_and_is_over_below_half_of_it() {
    assertThat(after(seconds(0), due(minutes(10)))).isEmpty();
    assertThat(after(seconds(3), due(seconds(601)))).containsExactly("queue.delayed");
    assertThat(after(seconds(3), due(minutes(9)))).isEmpty();
    assertThat(after(seconds(3), due(seconds(601)))).isEmpty();
    assertThat(after(seconds(3), due(seconds(299)))).containsExactly("queue.recovered");
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void a_delay_of_a_source_that_stands_still_is_not_told(State sourceState) {
    var standsStill = Set.of(State.PAUSED, State.SUSPENDED, State.CIRCUIT_OPEN, State.BLOCKED);
    Queue late = new Queue(5, 0, 0, 0, minutes(11));

    List<String> alerts = after(seconds(0), of(late, new SourceState(sourceState, null, null)));

    assertThat(alerts.contains("queue.delayed")).isEqualTo(!standsStill.contains(sourceState));
    assertThat(after(seconds(3), of(late, new SourceState(State.RUNNING, null, null))))
        .as("when it runs again")
        .filteredOn("queue.delayed"::equals)
        .hasSize(standsStill.contains(sourceState) ? 1 : 0);
  }

  @Test
  void silence_is_told_after_the_limit_and_ends_with_the_next_event() {
    after(seconds(0), received(7));

    assertThat(after(minutes(119), received(7))).isEmpty();
    assertThat(after(minutes(1), received(7))).containsExactly("ingest.silent");
    assertThat(after(minutes(1), received(7))).isEmpty();
    assertThat(after(minutes(1), received(8))).containsExactly("ingest.receiving");
    assertThat(after(minutes(119), received(8))).isEmpty();
  }

  @Test
  void a_source_that_never_had_an_event_is_not_silent() {
    after(seconds(0), received(0));

    assertThat(after(minutes(600), received(0))).isEmpty();
  }

  @Test
  void silence_can_be_off() {
    var off =
        new AlertRules(
            new Alerts(
                List.of(),
                new Alerts.Limits(10, minutes(10), Duration.ZERO, 70),
                Duration.ofHours(4)));
    AlertState first = off.evaluate(null, received(7)).state();
    Snapshot later =
        new Snapshot(
            BEGIN.plus(Duration.ofDays(9)), received(7).sources(), List.of(), null, List.of());

    assertThat(off.evaluate(first, later).alerts()).isEmpty();
  }

  @Test
  void a_refused_configuration_is_told_with_its_first_mistake() {
    var refused =
        new Snapshot(BEGIN, List.of(), List.of("/etc/relay.yaml: queue is wrong"), null, List.of());
    var accepted = new Snapshot(BEGIN, List.of(), List.of(), null, List.of());

    assertThat(after(seconds(0), refused)).containsExactly("configuration.refused");
    assertThat(after(seconds(3), refused)).isEmpty();
    assertThat(after(seconds(3), accepted)).containsExactly("configuration.accepted");
    assertThat(told.get(0).message()).contains("/etc/relay.yaml: queue is wrong");
  }

  @ParameterizedTest
  @CsvSource({
    "0.69, 0.69, 0.69, ''",
    "0.70, 0.66, 0.70, redis.memory_high",
    "0.70, 0.66, 0.64, redis.memory_high redis.memory_recovered"
  })
  void the_memory_of_redis_is_told_from_the_limit_on(
      double first, double second, double third, String types) {
    List<String> all = new ArrayList<>();
    all.addAll(after(seconds(0), of(first)));
    all.addAll(after(seconds(3), of(second)));
    all.addAll(after(seconds(3), of(third)));

    assertThat(String.join(" ", all)).isEqualTo(types);
  }

  @Test
  void violations_are_told_when_they_are_found_and_no_more_often_than_alerts_are_repeated() {
    after(seconds(0), violations(3));

    assertThat(after(seconds(3), violations(3))).isEmpty();
    assertThat(after(seconds(3), violations(5))).containsExactly("queue.violations");
    assertThat(after(seconds(3), violations(6))).isEmpty();
    assertThat(after(minutes(241), violations(7))).containsExactly("queue.violations");
    assertThat(told).extracting(alert -> alert.details().get("found")).containsExactly(2L, 2L);
  }

  @Test
  void a_job_is_told_once_if_it_ended_since_the_alerts_began_and_within_a_day() {
    FinishedJob old = job("old", BEGIN.minusSeconds(1), "done");
    FinishedJob done = job("a", BEGIN.plusSeconds(2), "done");
    FinishedJob failed = job("b", BEGIN.plusSeconds(3), "failed");

    after(seconds(0), jobs());
    assertThat(after(seconds(3), jobs(old, done))).containsExactly("job.finished");
    assertThat(after(seconds(3), jobs(old, done, failed))).containsExactly("job.finished");
    assertThat(after(seconds(3), jobs(done, failed))).isEmpty();
    assertThat(after(Duration.ofDays(2), jobs(done, failed))).isEmpty();
    assertThat(told).extracting(Alert::severity).containsExactly(Severity.INFO, Severity.ERROR);
    assertThat(told.get(0).details()).containsEntry("job", "a").containsEntry("acted", 8L);
  }

  private static FinishedJob job(String id, Instant at, String outcome) {
    return new FinishedJob(id, null, "replay", outcome, 10, 8, 2, at);
  }

  private static Snapshot jobs(FinishedJob... jobs) {
    return new Snapshot(BEGIN, List.of(), List.of(), null, List.of(jobs));
  }

  @Test
  void what_is_not_known_changes_nothing() {
    after(seconds(0), due(minutes(11)));
    after(seconds(3), of(0.9));
    told.clear();
    after(seconds(0), new Snapshot(BEGIN, due(minutes(11)).sources(), List.of(), 0.9, List.of()));

    assertThat(after(seconds(3), of((Queue) null, null))).isEmpty();
    assertThat(after(minutes(500), of((Queue) null, null))).isEmpty();
    assertThat(
            after(
                seconds(3),
                new Snapshot(BEGIN, due(Duration.ZERO).sources(), List.of(), 0.1, List.of())))
        .contains("queue.recovered", "redis.memory_recovered");
  }

  @Test
  void the_documentation_lists_each_kind() throws IOException {
    Path docs = Path.of("..", "docs");
    String page = Files.readString(docs.resolve("operations/alerts.md"));
    String api = Files.readString(docs.resolve("openapi-admin.yaml"));

    for (Kind kind : Kind.values()) {
      assertThat(page).contains("`" + kind.type() + "`").contains("`" + kind.endType() + "`");
      assertThat(api).containsPattern("[\\[ ]" + kind.type() + "[,\\]]");
    }
  }

  @Test
  void a_source_that_is_gone_is_forgotten_without_a_word() {
    after(seconds(0), due(minutes(11)));

    assertThat(after(seconds(3), new Snapshot(BEGIN, List.of(), List.of(), null, List.of())))
        .isEmpty();
    assertThat(state).isNotNull();
    assertThat(state.firing()).isEmpty();
    assertThat(state.sources()).isEmpty();
  }
}
