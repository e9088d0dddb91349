package dev.segmentnovu.worker.calls;

import static dev.segmentnovu.worker.calls.SchedulerFixture.LONG;
import static dev.segmentnovu.worker.calls.SchedulerFixture.SUBSCRIBER;
import static dev.segmentnovu.worker.calls.SchedulerFixture.change;
import static dev.segmentnovu.worker.calls.SchedulerFixture.granted;
import static dev.segmentnovu.worker.calls.SchedulerFixture.limitOf;
import static dev.segmentnovu.worker.calls.SchedulerFixture.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchGrant;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuCall;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How one worker is elected to save tokens for a batch of subscribers. */
final class BatchElectionTest {

  private final SchedulerFixture calls = new SchedulerFixture();

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void the_elected_worker_saves_tokens_for_the_batchable_calls_and_sends_the_others_alone() {
    NovuCall batched = electAmong(1_000);
    assertThat(calls.on(calls.scheduler::claimAllowance))
        .as("twice as many each time")
        .isEqualTo(4);
    assertThat(calls.on(calls.scheduler::isAllBatchable)).isTrue();

    List<NovuCall> all = IntStream.range(0, 150).mapToObj(i -> change("n" + i)).toList();
    for (NovuCall call : all) {
      var unused = calls.submit(call, LONG);
    }
    NovuCall other = read("other");
    var unused = calls.submit(other, LONG);
    await()
        .until(
            () -> {
              boolean isComplete = calls.lastAsk().batch().calls() == 152;
              if (!isComplete) {
                calls.grant(new Grant(0, Duration.ofMillis(20), 0, BatchGrant.GATHER));
              }
              return isComplete;
            });
    Ask ask = calls.lastAsk();
    assertThat(ask.tokens()).as("for the call that fits no batch").isEqualTo(1);
    calls.grant(new Grant(1, Duration.ofMillis(20), 7, BatchGrant.GATHER));
    assertThat(calls.sentWith(other).token()).isEqualTo(7);
    assertThat(all).noneMatch(calls::isSent);

    calls.awaitAsk();
    calls.grant(new Grant(100, Duration.ZERO, 107, BatchGrant.MAKE));
    SchedulerFixture.Sent first = calls.sentWith(batched);
    assertThat(first.token()).isEqualTo(107);
    assertThat(first.ids()).hasSize(152);
    assertThat(calls.registry.get("relay.worker.budget.waiting.calls").gauge().value()).isZero();
  }

  @Test
  void a_token_that_no_call_can_use_does_not_keep_other_categories_waiting() {
    calls.learnUnlimited(SchedulerFixture.TRIGGER);
    electAmong(1_000);
    calls.limit = 0;
    List<NovuCall> all = IntStream.range(0, 150).mapToObj(i -> change("n" + i)).toList();
    for (NovuCall call : all) {
      var unused = calls.submit(call, LONG);
    }
    Future<CallOutcome> alone = calls.submit(read("alone"), Duration.ofMillis(300));
    await()
        .until(
            () -> {
              boolean isAsked =
                  calls.lastAsk().batch().calls() == 152 && calls.lastAsk().tokens() == 1;
              if (!isAsked) {
                calls.grant(new Grant(0, Duration.ofMillis(20), 0, BatchGrant.GATHER));
              }
              return isAsked || alone.isComplete();
            });
    calls.grant(new Grant(1, Duration.ofMillis(20), 7, BatchGrant.GATHER));
    await("the token is for a call that is gone").until(alone::isComplete);

    NovuCall trigger = SchedulerFixture.trigger("other", 0);
    calls.limit = 1_000;
    var unused = calls.submit(trigger, LONG);
    assertThat(calls.isSent(trigger)).isTrue();
  }

  @Test
  void the_calls_of_a_granted_batch_request_no_other_tokens_while_no_call_slot_is_free() {
    calls.learnUnlimited(SchedulerFixture.TRIGGER);
    NovuCall batched = electAmong(1_000);
    calls.limit = 0;
    for (int i = 0; i < 150; i++) {
      var unused = calls.submit(change("n" + i), LONG);
    }
    awaitBid(152, 0);
    int asks = calls.asks.size();
    calls.grant(new Grant(100, Duration.ZERO, 107, BatchGrant.MAKE));
    calls.onLoop(() -> {});

    assertThat(calls.asks).as("requests for tokens").hasSize(asks);
    assertThat(calls.registry.get("relay.worker.budget.waiting.calls").gauge().value()).isZero();
    NovuCall alone = read("alone");
    var unused = calls.submit(alone, LONG);
    assertThat(calls.asked(asks).tokens()).isEqualTo(1);
    calls.grant(granted(1, Duration.ZERO, 108));
    calls.limit = 1_000;
    // another call wakes the scheduler
    unused = calls.submit(SchedulerFixture.trigger("wakes", 0), LONG);
    assertThat(calls.sentWith(batched).ids()).hasSize(152);
    assertThat(calls.sentWith(alone).token()).isEqualTo(108);
  }

  @Test
  void a_call_that_has_its_token_requests_no_other_while_no_call_slot_is_free() {
    var unused = electAmong(1_000);
    calls.limit = 0;
    for (int i = 0; i < 150; i++) {
      var unusedOutcome = calls.submit(change("n" + i), LONG);
    }
    var unusedOutcome = calls.submit(read("alone"), LONG);
    awaitBid(152, 1);
    int asks = calls.asks.size();
    calls.grant(new Grant(1, Duration.ofMillis(20), 7, BatchGrant.GATHER));

    assertThat(calls.asked(asks).tokens()).isZero();
    assertThat(calls.asked(asks).batch().calls()).isEqualTo(152);
  }

  @Test
  void no_worker_bids_while_too_few_users_are_due() {
    due(100);
    var unused = beShort(LONG);
    assertThat(calls.lastAsk().batch().calls()).isZero();
  }

  @Test
  void no_worker_bids_whose_calls_cannot_wait_for_a_hundred_tokens() {
    due(1_000);
    var unused = beShort(Duration.ofSeconds(9));
    assertThat(calls.lastAsk().batch().calls()).isZero();
  }

  @Test
  void an_elected_worker_that_finds_too_few_calls_withdraws() {
    var unused = electAmong(1_000);
    due(0);
    await()
        .until(
            () -> {
              calls.grant(new Grant(0, Duration.ofMillis(20), 1, BatchGrant.GATHER));
              return calls.lastAsk().batch().calls() == 0;
            });
    calls.grant(granted(0, Duration.ofMillis(20), 1));
    due(1_000);
    calls.awaitAsk();
    assertThat(calls.lastAsk().batch().calls()).as("for some seconds").isZero();
  }

  /** Grants nothing until the worker bids with this many calls and requests this many tokens. */
  private void awaitBid(int batchable, int tokens) {
    await()
        .until(
            () -> {
              Ask last = calls.lastAsk();
              boolean isMade = last.batch().calls() == batchable && last.tokens() == tokens;
              if (!isMade) {
                calls.grant(new Grant(0, Duration.ofMillis(20), 0, BatchGrant.GATHER));
              }
              return isMade;
            });
  }

  private void due(int users) {
    calls.onLoop(() -> calls.scheduler.usersDue(0, users));
  }

  /** Queues two calls that fit a batch, and elects the worker; returns the first call. */
  private NovuCall electAmong(int users) {
    due(users);
    NovuCall first = beShort(LONG);
    assertThat(calls.lastAsk().batch().calls()).isEqualTo(2);
    calls.grant(new Grant(0, Duration.ofMillis(20), 0, BatchGrant.GATHER));
    await().until(() -> calls.on(calls.scheduler::claimAllowance) > 2);
    return first;
  }

  /** Queues two batchable calls, which request tokens again after a request without a grant. */
  private NovuCall beShort(Duration patience) {
    calls.learn(SUBSCRIBER, 200, limitOf("configuration", 100, 0));
    NovuCall first = change("a");
    var unused = calls.submit(first, patience);
    calls.asked(0);
    unused = calls.submit(change("b"), patience);
    calls.grant(granted(0, Duration.ofMillis(20), 0));
    calls.asked(1);
    return first;
  }
}
