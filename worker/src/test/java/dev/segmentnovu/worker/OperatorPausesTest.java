package dev.segmentnovu.worker;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static dev.segmentnovu.worker.testing.WorkerFixture.QUICK;
import static dev.segmentnovu.worker.testing.WorkerFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.PausedSource;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import dev.segmentnovu.worker.testing.WorkerFixture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operators pause a source of a worker on a real Redis, and read its state. */
final class OperatorPausesTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private final WorkerFixture at = new WorkerFixture();
  private final ScriptedNovu novu = at.novu();
  private final Pauses paused =
      Pauses.of(List.of(new PausedSource(at.source(), "ada", NOON, "Novu moves")));
  private final Pauses none = Pauses.of(List.of());

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void a_paused_source_claims_nothing_until_it_is_resumed() {
    WorkerVerticle worker = at.start(QUICK);
    at.track("u", "User Registered", "{'n':1}");
    await().until(() -> at.stats().totals().delivered() == 1);

    get(worker.pause(paused).toCompletionStage());
    at.track("u", "User Registered", "{'n':2}");
    at.track("v", "User Registered", "{'n':3}");
    assertClaimsNothing();
    assertThat(report(worker).state())
        .isEqualTo(
            new SourceState(Kind.PAUSED, null, "ada paused it: Novu moves", NOON, null, null));
    assertThat(at.paused("paused")).isEqualTo(1);

    get(worker.pause(none).toCompletionStage());
    await().until(() -> at.stats().totals().delivered() == 3);
    assertThat(report(worker).state()).isEqualTo(SourceState.RUNNING);
    assertThat(at.paused("paused")).isZero();
  }

  @Test
  void the_event_in_flight_is_finished_and_the_rest_of_the_user_waits() throws Exception {
    var called = new CountDownLatch(1);
    var mayAnswer = new CountDownLatch(1);
    novu.script(
        request -> {
          called.countDown();
          awaitLatch(mayAnswer);
          return AS_NOVU;
        });
    at.track("u", "User Registered", "{'n':1}");
    at.track("u", "User Registered", "{'n':2}");
    WorkerVerticle worker = at.start(QUICK);
    called.await();
    assertThat(report(worker).users()).isEqualTo(1);

    get(worker.pause(paused).toCompletionStage());
    mayAnswer.countDown();

    await().until(() -> at.stats().claimed() == 0 && at.stats().totals().delivered() == 1);
    assertThat(at.stats().depth()).isEqualTo(1);
    assertThat(novu.received).hasSize(1);
    assertThat(at.stats().runnable()).as("it costs no backoff").isEqualTo(1);

    get(worker.pause(none).toCompletionStage());
    await().until(() -> at.stats().totals().delivered() == 2);
  }

  @Test
  void a_worker_that_starts_while_the_source_is_paused_claims_nothing() {
    at.track("u", "User Registered", "{}");
    WorkerVerticle worker = at.start(QUICK, paused);
    assertClaimsNothing();

    get(worker.pause(none).toCompletionStage());
    await().until(() -> at.stats().totals().delivered() == 1);
  }

  @Test
  void a_worker_that_does_not_know_the_pauses_yet_claims_nothing() {
    at.track("u", "User Registered", "{}");
    WorkerVerticle worker = at.start(QUICK, Pauses.unknown());
    assertClaimsNothing();
    assertThat(report(worker).state().kind()).isEqualTo(Kind.PAUSED);
    assertThat(report(worker).state().reason()).contains("starting");

    get(worker.pause(none).toCompletionStage());
    await().until(() -> at.stats().totals().delivered() == 1);
  }

  @Test
  void a_worker_that_stops_while_the_source_is_paused_leaves_no_trace_in_the_gauge() {
    WorkerVerticle worker = at.start(QUICK, paused);
    get(at.undeploy().toCompletionStage());
    get(worker.pause(none).toCompletionStage());

    assertThat(at.paused("paused")).isZero();
  }

  @Test
  void the_report_says_why_a_source_is_suspended() {
    novu.script(request -> response(401, "{\"message\":\"API Key not found\"}"));
    WorkerVerticle worker = at.start(QUICK);
    at.track("u", "User Registered", "{}");
    await().until(() -> report(worker).state().kind() == Kind.SUSPENDED);

    SourceState state = report(worker).state();
    assertThat(state.status()).isEqualTo(401);
    assertThat(state.reason()).contains("API Key not found");
    assertThat(state.since()).isBefore(Instant.now());
    assertThat(state.until()).isNull();
    assertThat(state.nextProbe()).isAfter(Instant.now());
  }

  @Test
  void the_report_says_how_long_a_rate_limit_lasts() {
    novu.script(request -> response(429, "{}", Map.of("Retry-After", "60")));
    WorkerVerticle worker = at.start(QUICK);
    at.track("u", "User Registered", "{}");
    await().until(() -> report(worker).state().kind() == Kind.RATE_LIMITED);

    assertThat(report(worker).state().until())
        .isBetween(Instant.now().plusSeconds(50), Instant.now().plusSeconds(61));
  }

  /** Ten polls, so that a worker that claims would have claimed. */
  private void assertClaimsNothing() {
    var looks = new AtomicInteger();
    await()
        .until(
            () -> {
              assertThat(at.stats().claimed()).isZero();
              return looks.incrementAndGet() == 10;
            });
    assertThat(at.stats().depth()).isPositive();
  }

  private static Heartbeat.Source report(WorkerVerticle worker) {
    List<Heartbeat.Source> all = get(worker.report().toCompletionStage());
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
