package dev.segmentnovu.worker.calls;

import static dev.segmentnovu.worker.calls.SchedulerFixture.LONG;
import static dev.segmentnovu.worker.calls.SchedulerFixture.SUBSCRIBER;
import static dev.segmentnovu.worker.calls.SchedulerFixture.TRIGGER;
import static dev.segmentnovu.worker.calls.SchedulerFixture.assertPostponed;
import static dev.segmentnovu.worker.calls.SchedulerFixture.change;
import static dev.segmentnovu.worker.calls.SchedulerFixture.granted;
import static dev.segmentnovu.worker.calls.SchedulerFixture.limitOf;
import static dev.segmentnovu.worker.calls.SchedulerFixture.read;
import static dev.segmentnovu.worker.calls.SchedulerFixture.trigger;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.testing.OnLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How calls wait for a call slot, and which of them are sent as a batch. */
final class CallSlotsTest {

  private final SchedulerFixture calls = new SchedulerFixture();

  /** The ids of the calls that were sent, in order. */
  private final List<List<String>> seen = new ArrayList<>();

  @BeforeEach
  void knowThatNovuLimitsNothing() {
    calls.learnUnlimited(TRIGGER);
    calls.learnUnlimited(SUBSCRIBER);
    calls.samples.clear();
    calls.fullness.clear();
    calls.limit = 2;
  }

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void with_free_slots_calls_of_different_turns_are_sent_alone_and_at_once() {
    submit("a", "b");
    assertThat(sent()).containsExactly(List.of("a"), List.of("b"));
    end();
    assertThat(calls.fullness)
        .as("no call waits that could not join a batch")
        .containsExactly(false);
  }

  @Test
  void calls_of_one_turn_are_sent_as_a_batch_even_with_free_slots() {
    calls.onLoop(() -> Stream.of("a", "b", "c").forEach(id -> submitNow(trigger(id, 0))));
    assertThat(sent()).containsExactly(List.of("a", "b", "c"));
    end();
    assertThat(calls.fullness).containsExactly(false);

    calls.onLoop(
        () -> {
          submitNow(read("x"));
          submitNow(trigger("d", 0));
          submitNow(trigger("e", 0));
        });
    assertThat(sent().subList(1, 3)).containsExactly(List.of("x"), List.of("d", "e"));
  }

  @Test
  void calls_queued_without_a_free_slot_are_sent_as_the_next_batch() {
    submit("a", "b", "c", "d", "e");
    assertThat(sent()).hasSize(2);
    assertThat(calls.on(calls.scheduler::isAllBatchable)).isTrue();

    end();
    assertThat(calls.fullness).as("one call is enough").containsExactly(false);
    assertThat(sent()).last().isEqualTo(List.of("c", "d", "e"));
    submit("f");
    end();
    assertThat(sent()).last().isEqualTo(List.of("f"));
  }

  @Test
  void a_batch_is_no_larger_than_novu_allows() {
    submit("a", "b");
    IntStream.range(0, 150).forEach(i -> submit("t" + i));

    end();
    assertThat(calls.fullness).containsExactly(true);
    assertThat(sent().get(2)).hasSize(100).startsWith("t0").endsWith("t99");
    end();
    assertThat(sent().get(3)).hasSize(50).startsWith("t100");
  }

  @Test
  void large_calls_join_a_batch_only_if_they_fit() {
    submit("a", "b");
    for (String id : List.of("c", "d", "e")) {
      submit(trigger(id, 200_000));
    }
    end();
    assertThat(sent()).last().isEqualTo(List.of("c", "d"));
    end();
    assertThat(sent()).last().isEqualTo(List.of("e"));
  }

  @Test
  void only_calls_of_one_kind_join_a_batch_and_the_others_keep_their_order() {
    submit("a", "b");
    submit(read("x"));
    submit("c");
    submit(read("y"));
    submit("d");
    assertThat(calls.on(calls.scheduler::isAllBatchable)).isFalse();

    end();
    assertThat(calls.fullness).containsExactly(true);
    end();
    end();
    assertThat(sent().subList(2, 5)).containsExactly(List.of("x"), List.of("c", "d"), List.of("y"));
    assertThat(calls.on(calls.scheduler::isAllBatchable)).isTrue();
  }

  @Test
  void a_call_that_has_a_token_is_sent_alone() {
    calls.limit = 1_000;
    calls.learnLimit("trigger", 10_000, 100);
    calls.limit = 2;
    submit(read("a"), read("b"));
    var unused = calls.submit(trigger("c", 0), LONG);
    calls.asked(0);
    calls.grants.get(0).complete(granted(1, Duration.ZERO, 7));
    unused = calls.submit(trigger("d", 0), LONG);
    calls.asked(1);
    calls.grants.get(1).complete(granted(1, Duration.ZERO, 8));
    submit(change("f"), change("g"));

    for (int i = 0; i < 3; i++) {
      end();
    }
    assertThat(sent().subList(2, 5)).containsExactly(List.of("c"), List.of("d"), List.of("f", "g"));
  }

  @Test
  void a_higher_limit_is_used_at_once_and_a_lower_limit_after_calls_ended() {
    submit(read("x"), read("y"), read("z"));
    assertThat(sent()).hasSize(2);
    calls.limit = 3;
    end();
    assertThat(sent()).hasSize(3);
    submit(read("v"));
    assertThat(sent()).hasSize(4);

    calls.limit = 1;
    submit(read("w"));
    end();
    end();
    assertThat(sent()).hasSize(4);
    end();
    assertThat(sent()).last().isEqualTo(List.of("w"));
  }

  @Test
  void no_call_waits_longer_than_its_patience() {
    submit("a", "b");
    submit(trigger("c", 0));
    Future<CallOutcome> hasty = calls.submit(trigger("d", 0), Duration.ofMillis(20));

    assertPostponed(hasty, Duration.ofMillis(100));
    end();
    assertThat(sent()).last().isEqualTo(List.of("c"));
  }

  @Test
  void a_pause_postpones_all_queued_calls() {
    submit("a", "b");
    Future<CallOutcome> c = calls.submit(trigger("c", 0), LONG);
    Future<CallOutcome> d = calls.submit(change("d"), LONG);
    calls.onLoop(() -> calls.scheduler.postponeAll(Duration.ofMillis(700)));
    assertPostponed(c, Duration.ofMillis(700));
    assertPostponed(d, Duration.ofMillis(700));
    assertThat(calls.on(calls.scheduler::isAllBatchable)).isTrue();

    end();
    submit("f");
    assertThat(sent()).last().isEqualTo(List.of("f"));
  }

  @Test
  void calls_that_end_as_soon_as_they_are_sent_do_not_fill_the_stack() {
    calls.limit = 1;
    calls.respondsAtOnce = true;
    List<Future<CallOutcome>> all = new ArrayList<>();
    calls.onLoop(
        () ->
            IntStream.range(0, 20_000).forEach(i -> all.add(calls.submitNow(read("n" + i), LONG))));
    OnLoop.result(all.get(19_999));
    assertThat(calls.sent).hasSize(20_000);
  }

  @Test
  void more_users_are_claimed_while_calls_join_batches_and_none_while_a_call_must_be_sent_alone() {
    calls.limit = 3;
    submit(change("u"));
    assertThat(calls.on(calls.scheduler::extraUsers)).as("as many as fit a batch").isEqualTo(100);

    submit(read("v"));
    assertThat(calls.on(calls.scheduler::extraUsers)).as("the last is sent alone").isEqualTo(3);
    submit(read("w"), read("x"));
    assertThat(calls.on(calls.scheduler::extraUsers)).as("one waits that goes alone").isZero();
    assertThat(sent()).hasSize(3);
  }

  @Test
  void until_a_response_says_whether_novu_limits_calls_each_is_sent_alone() {
    try (var fresh = new SchedulerFixture()) {
      fresh.limit = 1;
      assertThat(fresh.on(fresh.scheduler::extraUsers)).as("nothing is known").isEqualTo(1);
      List<NovuCall> all = IntStream.range(0, 4).mapToObj(i -> change("u" + i)).toList();
      for (NovuCall call : all) {
        var unused = fresh.submit(call, LONG);
      }
      assertThat(fresh.on(fresh.scheduler::isAllBatchable)).isFalse();
      assertThat(fresh.sentWith(all.get(0)).ids()).hasSize(1);
      fresh.complete(fresh.sentWith(all.get(0)), null);
      assertThat(fresh.sentWith(all.get(1)).ids()).hasSize(1);
      assertThat(fresh.isSent(all.get(2))).isFalse();
    }
  }

  @Test
  void a_higher_limit_would_help_only_if_one_batch_does_not_hold_all_queued_calls() {
    calls.limit = 1;
    submit(change("a"), change("b"));
    end();
    assertThat(calls.fullness).as("the other joins the next batch").containsExactly(false);

    submit(read("c"));
    end();
    assertThat(calls.fullness).as("the other is sent alone").containsExactly(false, true);
    end();
    assertThat(calls.fullness).as("no call waits").containsExactly(false, true, true);
  }

  @Test
  void a_limit_that_becomes_known_applies_to_queued_calls_too() {
    calls.limit = 1;
    submit(trigger("a", 0), trigger("b", 0), trigger("c", 0));
    assertThat(sent()).containsExactly(List.of("a"));
    calls.respond(calls.sent.get(0), 201, limitOf("trigger", 300, 5));
    ended++;

    assertThat(sent()).as("they need tokens now").containsExactly(List.of("a"));
    assertThat(calls.asked(0).tokens()).isEqualTo(2);
  }

  private void submit(String... ids) {
    for (String id : ids) {
      submit(trigger(id, 0));
    }
  }

  private void submit(NovuCall... all) {
    for (NovuCall call : all) {
      calls.onLoop(() -> submitNow(call));
    }
  }

  private void submitNow(NovuCall call) {
    var unused = calls.submitNow(call, LONG);
  }

  /** Completes the call or batch that was sent first. */
  private void end() {
    sent();
    SchedulerFixture.Sent first = calls.sent.get(0);
    calls.respond(first, 200, null);
    ended++;
    sent();
  }

  private int ended;

  /** The ids of all calls sent so far. */
  private List<List<String>> sent() {
    calls.onLoop(() -> {});
    for (int i = seen.size() - ended; i < calls.sent.size(); i++) {
      seen.add(calls.sent.get(i).ids());
    }
    return seen;
  }
}
