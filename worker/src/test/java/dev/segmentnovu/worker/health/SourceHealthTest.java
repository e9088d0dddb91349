package dev.segmentnovu.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.PauseSignals.Signal;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.worker.health.SourceHealth.SignalEffect;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Postponed;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Two workers of one source that exchange signals, on a stepped clock. */
final class SourceHealthTest {

  private static final Retryable FAILURE =
      new Retryable(503, "Novu answered 503", Duration.ZERO, NextKey.ROTATE_IF_CERTAIN);
  private static final String NOVU = "0123456789abcdef";
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final Duration AWHILE = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final WorkerMeters meters = new WorkerMeters(registry);
  private final ScriptedConsumer redis =
      new ScriptedConsumer(1, (shard, users) -> List.of(), settlement -> SettleResult.APPLIED);
  private final List<Duration> holds = new ArrayList<>();
  private final SourceHealth one = health();
  private final SourceHealth other = health();

  @Test
  void a_rate_limit_pauses_every_worker_for_as_long_as_novu_says() {
    observe(new SourcePaused(429, "slow down", Duration.ofSeconds(7)));
    deliverSignals();

    assertThat(one.remaining()).isEqualTo(Duration.ofMillis(7_001));
    assertThat(other.remaining()).isEqualTo(Duration.ofMillis(7_001));
    assertThat(other.admits(8, 0)).isZero();
    assertThat(holds)
        .as("those who wait for tokens are turned away")
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(paused("rate-limited")).isEqualTo(1);
  }

  /** The end of a suspension is unknown: its users are due, and the gate keeps them back. */
  @Test
  void only_after_a_rate_limit_the_due_time_is_known() {
    observe(new SourcePaused(429, "slow down", Duration.ofSeconds(7)));
    assertThat(one.dueAfter(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
    assertThat(holds).last().isEqualTo(Duration.ofMillis(7_001));

    observe(new SourcePaused(401, "API Key not found", AWHILE));
    assertThat(one.dueAfter(AWHILE)).isZero();
    assertThat(holds).last().isEqualTo(Duration.ZERO);
    assertThat(one.admits(8, 0)).isZero();

    tell(other, new Signal(NOVU, 403, AWHILE));
    assertThat(other.dueAfter(AWHILE)).isZero();
    tell(other, new Signal(NOVU, 429, AWHILE));
    assertThat(other.dueAfter(AWHILE)).isEqualTo(AWHILE);
  }

  @Test
  void the_metrics_show_one_reason_at_a_time_the_latest() {
    observe(new SourcePaused(429, "slow down", Duration.ofSeconds(7)));
    observe(new SourcePaused(401, "API Key not found", AWHILE));
    assertThat(paused("suspended")).isEqualTo(1);
    assertThat(pauses()).isEqualTo(1);

    one.close();
    other.close();
    assertThat(pauses()).isZero();
  }

  @Test
  void users_are_due_at_once_while_the_circuit_is_open() {
    fail(Circuit.USERS);
    assertThat(one.dueAfter(one.remaining())).isZero();
  }

  @Test
  void simultaneous_refusals_are_announced_once() {
    for (int call = 0; call < 10; call++) {
      observe(new SourcePaused(429, "slow down", Duration.ofSeconds(7)));
    }
    assertThat(redis.announced).containsExactly(new Signal(NOVU, 429, Duration.ofSeconds(7)));
  }

  @Test
  void a_successful_probe_of_one_worker_resumes_the_other() {
    observe(new SourcePaused(401, "API Key not found", AWHILE));
    deliverSignals();
    assertThat(one.remaining()).isBetween(AWHILE, AWHILE.plusSeconds(4));
    pass(AWHILE.plusSeconds(4));
    assertThat(one.admits(8, 0)).isEqualTo(1);
    observe(new SourcePaused(401, "API Key not found", AWHILE));
    deliverSignals();
    assertThat(other.admits(8, 0)).as("its probe would be refused, too").isZero();

    pass(AWHILE.plusSeconds(4));
    assertThat(one.admits(8, 0)).isEqualTo(1);
    observe(new Delivered());
    deliverSignals();
    assertThat(redis.announced).last().isEqualTo(Signal.open(NOVU));
    assertThat(one.admits(8, 0)).isEqualTo(8);
    assertThat(other.admits(8, 0)).isEqualTo(8);
    assertThat(pauses()).isZero();
  }

  @Test
  void a_signal_that_novu_responds_ends_a_pause_early() {
    observe(new SourcePaused(401, "API Key not found", AWHILE));
    assertThat(tell(one, Signal.open(NOVU))).isEqualTo(SignalEffect.RESUMED);
    assertThat(one.admits(8, 0)).isEqualTo(8);
    assertThat(tell(one, Signal.open(NOVU))).as("it is open already").isEqualTo(SignalEffect.NONE);
  }

  /** The two workers have different API keys while the configuration changes. */
  @Test
  void signals_about_another_novu_are_ignored() {
    String another = "fedcba9876543210";
    assertThat(tell(one, new Signal(another, 401, AWHILE))).isEqualTo(SignalEffect.NONE);
    assertThat(one.remaining()).isZero();

    tell(one, new Signal(NOVU, 401, AWHILE));
    assertThat(tell(one, Signal.open(another))).isEqualTo(SignalEffect.NONE);
    assertThat(one.remaining()).isGreaterThanOrEqualTo(AWHILE);
  }

  @Test
  void a_worker_that_missed_a_signal_probes_by_itself() {
    observe(new SourcePaused(401, "API Key not found", AWHILE));
    assertThat(other.admits(8, 0)).isEqualTo(8);

    other.observe("u", delivery(new SourcePaused(401, "API Key not found", AWHILE)));
    assertThat(other.admits(8, 0)).isZero();
    pass(AWHILE.plusSeconds(4));
    assertThat(other.admits(8, 0)).isEqualTo(1);
    other.observe("u", delivery(new Rejected(422, "rejected", "no")));
    assertThat(other.admits(8, 0)).isEqualTo(8);
  }

  @Test
  void a_failed_batch_counts_as_one_user() {
    for (int call = 1; call <= Circuit.USERS; call++) {
      assertThat(one.admits(8, 0)).isEqualTo(8);
      var shared = new Object();
      for (int user = 0; user < 100; user++) {
        one.observe(
            "u" + user,
            new CallOutcome(
                FAILURE, new NovuCall("POST", "/v1/events/trigger", null), null, shared));
      }
    }
    assertThat(one.admits(8, 0)).isZero();
  }

  @Test
  void a_circuit_opens_only_in_the_worker_that_fails_and_closes_with_a_probe() {
    fail(Circuit.USERS);
    assertThat(one.admits(8, 0)).isZero();
    assertThat(redis.announced).as("what this worker cannot reach another may").isEmpty();
    assertThat(paused("circuit-open")).isEqualTo(1);

    pass(Duration.ofMillis(1_100));
    assertThat(one.admits(8, 0)).isEqualTo(1);
    observe(FAILURE);
    assertThat(one.admits(8, 0)).isZero();
    assertThat(one.remaining()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(2_001));

    pass(Duration.ofSeconds(2).plusMillis(100));
    assertThat(one.admits(8, 0)).isEqualTo(1);
    observe(new Delivered());
    assertThat(one.admits(8, 0)).isEqualTo(8);
    assertThat(paused("circuit-open")).isZero();
    assertThat(pauses()).isZero();
  }

  @Test
  void a_circuit_closes_when_another_worker_gets_responses() {
    fail(Circuit.USERS);

    assertThat(tell(one, Signal.open(NOVU))).isEqualTo(SignalEffect.RESUMED);
    assertThat(one.admits(8, 0)).isEqualTo(8);
    assertThat(paused("circuit-open")).isZero();
  }

  @Test
  void a_failure_after_a_rate_limit_pauses_the_source_again() {
    observe(new SourcePaused(429, "slow down", Duration.ofSeconds(1)));
    pass(Duration.ofMillis(1_001));
    assertThat(one.admits(8, 0)).isEqualTo(1);

    observe(FAILURE);
    assertThat(one.admits(8, 0)).isZero();
  }

  @Test
  void a_response_that_asks_to_wait_is_no_failure() {
    for (int user = 0; user < 100; user++) {
      one.observe(
          "u" + user, delivery(new Retryable(409, "in progress", Duration.ZERO, NextKey.REUSE)));
    }
    assertThat(one.admits(8, 0)).isEqualTo(8);
  }

  @Test
  void a_postponed_call_changes_nothing() {
    fail(Circuit.USERS - 1);
    observe(new Postponed(Duration.ofSeconds(1)));
    fail(Circuit.USERS);
    assertThat(one.admits(8, 0)).isZero();
    pass(Duration.ofMillis(1_100));
    observe(new Postponed(Duration.ofSeconds(1)));
    assertThat(one.admits(8, 0)).as("still a probe").isEqualTo(1);
  }

  @Test
  void the_state_says_what_happened_since_when_and_how_it_ends() {
    assertThat(one.state(NOW)).isEqualTo(SourceState.RUNNING);

    observe(new SourcePaused(429, "slow down", Duration.ofSeconds(7)));
    deliverSignals();
    pass(Duration.ofSeconds(2));
    Instant end = NOW.plusMillis(5_001);
    assertThat(one.state(NOW))
        .isEqualTo(
            new SourceState(Kind.RATE_LIMITED, 429, "slow down", NOW.minusSeconds(2), end, null));
    assertThat(other.state(NOW).reason()).isEqualTo("Novu responded 429 to another worker");
    pass(Duration.ofSeconds(6));
    assertThat(one.state(NOW)).as("the limit is over").isEqualTo(SourceState.RUNNING);
  }

  @Test
  void a_suspension_lasts_until_novu_takes_an_event() {
    observe(new SourcePaused(402, "the plan is used up", AWHILE));
    Instant probe = NOW.plus(one.remaining());
    assertThat(one.state(NOW))
        .isEqualTo(new SourceState(Kind.SUSPENDED, 402, "the plan is used up", NOW, null, probe));

    pass(AWHILE.plusSeconds(4));
    assertThat(one.state(NOW).kind()).isEqualTo(Kind.SUSPENDED);
    assertThat(one.state(NOW).nextProbe()).as("the next event is the probe").isEqualTo(NOW);
    assertThat(one.state(NOW).since()).isEqualTo(NOW.minus(AWHILE).minusSeconds(4));
    observe(new Delivered());
    assertThat(one.state(NOW)).isEqualTo(SourceState.RUNNING);
  }

  @Test
  void a_state_shows_no_data_of_a_user() {
    observe(new SourcePaused(402, "Novu answered 402: no plan for ann@example.com", AWHILE));
    assertThat(one.state(NOW).reason()).isEqualTo("Novu answered 402: no plan for <email>");
  }

  @Test
  void an_open_circuit_tells_the_last_failure() {
    fail(Circuit.USERS);
    assertThat(one.state(NOW))
        .isEqualTo(
            new SourceState(
                Kind.CIRCUIT_OPEN, 503, FAILURE.message(), NOW, null, NOW.plus(one.remaining())));

    pass(Duration.ofMillis(1_100));
    observe(new Retryable(null, "no answer", Duration.ZERO, NextKey.REUSE));
    assertThat(one.state(NOW).reason()).isEqualTo("no answer");
    assertThat(one.state(NOW).status()).isNull();
    assertThat(one.state(NOW).since()).isEqualTo(NOW.minusMillis(1_100));
  }

  private SourceHealth health() {
    return new SourceHealth(
        "web",
        NOVU,
        new SourceGate(nanos::get),
        new Circuit(),
        redis,
        new java.util.SplittableRandom(1),
        meters.source("web"));
  }

  private void observe(DeliveryResult result) {
    one.observe("u", delivery(result)).ifPresent(holds::add);
  }

  private void fail(int users) {
    for (int user = 0; user < users; user++) {
      one.observe("u" + user, delivery(FAILURE));
    }
  }

  /** Redis delivers the announced signals to all workers, the sender included. */
  private void deliverSignals() {
    Signal last = redis.announced.get(redis.announced.size() - 1);
    tell(one, last);
    tell(other, last);
  }

  private SignalEffect tell(SourceHealth health, Signal signal) {
    SignalEffect effect = health.observe(signal);
    if (effect == SignalEffect.PAUSED) {
      holds.add(health.delayOfQueued());
    }
    return effect;
  }

  private static CallOutcome delivery(DeliveryResult result) {
    return new CallOutcome(result, new NovuCall("POST", "/v1/events/trigger", null), null);
  }

  private double paused(String reason) {
    return registry.get(Metrics.PAUSED).tag("reason", reason).gauge().value();
  }

  private double pauses() {
    return registry.get(Metrics.PAUSED).gauges().stream().mapToDouble(Gauge::value).sum();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
