package dev.segmentnovu.worker.calls;

import static dev.segmentnovu.worker.calls.SchedulerFixture.LONG;
import static dev.segmentnovu.worker.calls.SchedulerFixture.SUBSCRIBER;
import static dev.segmentnovu.worker.calls.SchedulerFixture.TRIGGER;
import static dev.segmentnovu.worker.calls.SchedulerFixture.assertPostponed;
import static dev.segmentnovu.worker.calls.SchedulerFixture.change;
import static dev.segmentnovu.worker.calls.SchedulerFixture.delay;
import static dev.segmentnovu.worker.calls.SchedulerFixture.granted;
import static dev.segmentnovu.worker.calls.SchedulerFixture.limitOf;
import static dev.segmentnovu.worker.calls.SchedulerFixture.read;
import static dev.segmentnovu.worker.calls.SchedulerFixture.trigger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuCall;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How calls wait for tokens that a scripted Redis grants. */
final class BudgetTokensTest {

  private final SchedulerFixture calls = new SchedulerFixture();

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void without_a_rate_limit_calls_are_sent_at_once_and_need_no_token() {
    for (int i = 0; i < 5; i++) {
      NovuCall call = trigger("t" + i, 0);
      var unused = calls.submit(call, LONG);
      SchedulerFixture.Sent sent = calls.sentWith(call);
      assertThat(sent.token()).isLessThanOrEqualTo(0);
      calls.respond(sent, 201, null);
    }
    assertThat(calls.asks).isEmpty();
    assertThat(calls.samples).hasSize(5);
  }

  @Test
  void after_a_response_with_a_limit_calls_request_tokens_and_the_budget_learns_the_limit() {
    calls.learnLimit("trigger", 300, 17);

    NovuCall call = trigger("a", 0);
    var unused = calls.submit(call, LONG);
    Ask ask = calls.asked(0);
    assertThat(ask.category()).isEqualTo("trigger");
    assertThat(ask.tokens()).isEqualTo(1);
    assertThat(ask.ceiling()).isNull();
    RateBudget.Seen seen = ask.seen();
    assertThat(seen).isNotNull();
    assertThat(List.of(seen.limit(), seen.burst(), seen.remaining(), seen.resetSeconds()))
        .containsExactly(300, 330, 17, 4);
    assertThat(calls.isSent(call)).isFalse();

    calls.grants.get(0).complete(granted(1, Duration.ZERO, 41));
    assertThat(calls.sentWith(call).token()).isEqualTo(41);
    assertThat(gauge("relay.worker.budget.tokens.per.second")).isEqualTo(60);
    assertThat(gauge("relay.worker.budget.remaining.tokens")).isEqualTo(17);
    assertThat(calls.registry.get("relay.worker.budget.used.tokens").counter().count())
        .isEqualTo(1);
  }

  @Test
  void other_categories_stay_unlimited_and_responses_name_the_category_of_a_call() {
    calls.learnLimit("trigger", 300, 17);
    NovuCall first = change("a");
    var unused = calls.submit(first, LONG);
    assertThat(calls.sentWith(first).token()).isLessThanOrEqualTo(0);

    calls.respond(calls.sentWith(first), 200, limitOf("people", 100, 5));
    unused = calls.submit(change("b"), LONG);
    assertThat(calls.asked(0).category()).isEqualTo("people");
  }

  @Test
  void calls_queued_during_a_token_request_are_part_of_the_next_request() {
    calls.learnLimit("trigger", 300, 17);
    List<NovuCall> all = IntStream.range(0, 5).mapToObj(i -> trigger("t" + i, 0)).toList();
    for (NovuCall call : all) {
      var unused = calls.submit(call, LONG);
    }
    assertThat(calls.asked(0).tokens()).isEqualTo(1);
    assertThat(calls.asks).hasSize(1);

    Future<Void> room = calls.on(calls.room::next);
    calls.grants.get(0).complete(granted(1, Duration.ZERO, 1));
    assertThat(calls.asked(1).tokens()).isEqualTo(4);
    calls.grants.get(1).complete(granted(3, Duration.ofMillis(30), 12));
    assertThat(calls.sentWith(all.get(1)).token()).isEqualTo(10);
    assertThat(calls.sentWith(all.get(3)).token()).isEqualTo(12);
    assertThat(calls.isSent(all.get(4))).as("first come, first served").isFalse();
    assertThat(calls.on(calls.scheduler::isShort)).isTrue();
    await("other users may be claimed").until(room::isComplete);

    assertThat(calls.asked(2).tokens()).isEqualTo(1);
    calls.grants.get(2).complete(granted(1, Duration.ZERO, 20));
    assertThat(calls.sentWith(all.get(4)).token()).isEqualTo(20);
    await("the shortage is forgotten").until(() -> !calls.on(calls.scheduler::isShort));
  }

  @Test
  void a_call_that_would_wait_too_long_is_postponed_until_there_are_tokens() {
    calls.learnLimit("trigger", 300, 0);
    Future<CallOutcome> hasty = calls.submit(trigger("hasty", 0), Duration.ofMillis(500));
    Future<CallOutcome> patient = calls.submit(trigger("patient", 0), LONG);
    calls.asked(0);
    calls.grants.get(0).complete(granted(0, Duration.ofSeconds(4), 9));

    assertPostponed(hasty, Duration.ofSeconds(4));
    assertThat(patient.isComplete()).isFalse();
    assertThat(delay(calls.submit(trigger("late", 0), Duration.ZERO))).isNotNull();
  }

  @Test
  void without_redis_a_call_waits_no_longer_than_its_patience() {
    calls.learnLimit("trigger", 300, 17);
    Future<CallOutcome> call = calls.submit(trigger("a", 0), Duration.ofMillis(200));
    calls.asked(0);
    calls
        .grants
        .get(0)
        .completeExceptionally(
            new QueueUnavailableException(
                QueueUnavailableException.Why.AWAY, "away", new IOException("away")));

    assertThat(delay(call)).isPositive();
  }

  @Test
  void a_pause_postpones_all_queued_calls() {
    calls.learnLimit("trigger", 300, 0);
    Future<CallOutcome> call = calls.submit(trigger("a", 0), LONG);
    calls.asked(0);
    calls.onLoop(() -> calls.scheduler.postponeAll(Duration.ofSeconds(7)));

    assertPostponed(call, Duration.ofSeconds(7));
  }

  @Test
  void users_are_claimed_for_the_tokens_of_a_quarter_of_a_second() {
    assertThat(calls.on(calls.scheduler::claimAllowance)).isEqualTo(Integer.MAX_VALUE);
    calls.learnLimit("trigger", 300, 0);
    var unused = calls.submit(trigger("a", 0), LONG);
    calls.asked(0);
    assertThat(calls.on(calls.scheduler::claimAllowance)).as("few may wait at first").isEqualTo(1);
    for (int i = 0; i < 39; i++) {
      unused = calls.submit(trigger("t" + i, 0), LONG);
    }
    assertThat(calls.on(calls.scheduler::claimAllowance)).isZero();

    calls.grants.get(0).complete(granted(1, Duration.ZERO, 1));
    calls.asked(1);
    calls.grants.get(1).complete(granted(39, Duration.ZERO, 40));
    await().until(() -> calls.on(calls.scheduler::claimAllowance) == 10);
  }

  @Test
  void a_configured_ceiling_applies_even_if_novu_has_no_limit() {
    calls.scheduler = calls.scheduler(Map.of("trigger", 2.5));
    NovuCall call = trigger("a", 0);
    var unused = calls.submit(call, LONG);

    assertThat(calls.asked(0)).isEqualTo(new Ask("trigger", 1, calls.asked(0).batch(), 2.5, null));
    calls.grants.get(0).complete(granted(1, Duration.ZERO, 1));
    assertThat(calls.sentWith(call).token()).isEqualTo(1);
    NovuCall other = change("u");
    unused = calls.submit(other, LONG);
    assertThat(calls.sentWith(other).token()).isLessThanOrEqualTo(0);
  }

  @Test
  void under_a_limit_each_call_is_sent_alone_even_if_many_wait() {
    NovuCall first = change("z");
    var unused = calls.submit(first, LONG);
    calls.respond(calls.sentWith(first), 200, limitOf("configuration", 10_000, 0));
    calls.limit = 0;
    List<NovuCall> all = IntStream.range(0, 3).mapToObj(i -> change("u" + i)).toList();
    for (NovuCall call : all) {
      unused = calls.submit(call, LONG);
    }
    calls.asked(0);
    calls.grants.get(0).complete(granted(1, Duration.ZERO, 1));
    assertThat(calls.asked(1).tokens()).isEqualTo(2);
    calls.grants.get(1).complete(granted(2, Duration.ZERO, 3));
    assertThat(all).noneMatch(calls::isSent);
    assertThat(calls.on(calls.scheduler::isAllBatchable)).isFalse();

    calls.limit = 1_000;
    calls.onLoop(() -> {});
    NovuCall wakes = trigger("wakes", 0);
    unused = calls.submit(wakes, LONG);
    assertThat(all).allSatisfy(each -> assertThat(calls.sentWith(each).ids()).hasSize(1));
  }

  @Test
  void a_batch_is_charged_a_hundred_tokens() {
    calls.learnUnlimited(SUBSCRIBER);
    List<NovuCall> all = new ArrayList<>();
    calls.onLoop(
        () -> {
          for (int i = 0; i < 250; i++) {
            all.add(change("u" + i));
            var unused = calls.submitNow(all.get(i), LONG);
          }
        });
    SchedulerFixture.Sent batch = calls.sentWith(all.get(0));
    assertThat(batch.ids()).hasSize(250);
    calls.respond(batch, 201, limitOf("configuration", 100, 5));

    assertThat(calls.registry.get("relay.worker.budget.used.tokens").counter().count())
        .isEqualTo(100);
    assertThat(calls.registry.get("relay.worker.novu.batched.requests").counter().count())
        .isEqualTo(250);
    assertThat(
            calls
                .registry
                .get("relay.worker.novu.call.duration")
                .tag("call", "bulk")
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum())
        .isEqualTo(1);
  }

  @Test
  void a_closed_scheduler_postpones_all_calls() {
    calls.limit = 1;
    var unused = calls.submit(TRIGGER, LONG);
    Future<CallOutcome> waiting = calls.submit(read("a"), LONG);
    calls.onLoop(() -> calls.scheduler.close());
    assertPostponed(waiting, Duration.ZERO);
    assertPostponed(calls.submit(read("b"), LONG), Duration.ZERO);
  }

  @Test
  void only_failures_of_novu_count_as_failures_and_429_does_not_count() {
    for (int status : new int[] {201, 422, 429, 503}) {
      calls.learn(TRIGGER, status, null);
    }
    NovuCall lost = trigger("lost", 0);
    var unused = calls.submit(lost, LONG);
    calls.complete(calls.sentWith(lost), null);

    assertThat(calls.samples).containsExactly("well", "well", "failed", "failed");
  }

  private double gauge(String name) {
    return calls.registry.get(name).gauge().value();
  }
}
