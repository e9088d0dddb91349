package dev.segmentnovu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.CallPermits.Permit;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.QueuedCall;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that wait for others to end; what the test does is done on one event loop. */
final class CallSlotsTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private volatile int limit = 2;
  private final CallSlots lanes = new CallSlots(loop, System::nanoTime, () -> limit);

  /** The ids of those that went in each call, in the order of the calls. */
  private final List<List<String>> made = new CopyOnWriteArrayList<>();

  private final List<String> refused = new CopyOnWriteArrayList<>();

  private final QueuedCall.Maker maker =
      new QueuedCall.Maker() {
        @Override
        public void make(List<QueuedCall> together, Permit turn) {
          made.add(together.stream().map(CallSlotsTest::id).toList());
        }

        @Override
        public void refused(QueuedCall call, Duration comeAgain) {
          refused.add(id(call) + " " + comeAgain.toMillis());
        }
      };

  @AfterEach
  void close() {
    var unused = vertx.close();
  }

  @Test
  void while_there_is_room_each_goes_alone_and_at_once() {
    enter("a", "b");
    assertThat(made).containsExactly(List.of("a"), List.of("b"));
    assertThat(lanes.areFull(true)).as("nothing waits that could not share").isFalse();
    assertThat(lanes.areFull(false)).isTrue();
  }

  @Test
  void those_that_come_at_one_moment_share_a_call_though_there_is_room() {
    onLoop(() -> Stream.of("a", "b", "c").forEach(id -> enterNow(trigger(id, 0))));
    assertThat(made).containsExactly(List.of("a", "b", "c"));
    assertThat(lanes.areFull(true)).isFalse();

    onLoop(
        () -> {
          lanes.ended();
          enterNow(other("x"));
          enterNow(trigger("d", 0));
          enterNow(trigger("e", 0));
        });
    assertThat(made.subList(1, 3)).containsExactly(List.of("x"), List.of("d", "e"));
  }

  @Test
  void all_that_gathered_while_there_was_none_goes_in_the_next_call() {
    enter("a", "b", "c", "d", "e");
    assertThat(made).hasSize(2);
    assertThat(lanes.areShared()).isTrue();
    assertThat(lanes.areFull(true)).as("one call is enough").isFalse();

    end();
    assertThat(made).last().isEqualTo(List.of("c", "d", "e"));
    enter("f");
    end();
    assertThat(made).last().isEqualTo(List.of("f"));
  }

  @Test
  void a_call_takes_no_more_than_novu_does() {
    enter("a", "b");
    IntStream.range(0, 150).forEach(i -> enter("t" + i));
    assertThat(lanes.areFull(true)).isTrue();

    end();
    assertThat(made.get(2)).hasSize(100).startsWith("t0").endsWith("t99");
    end();
    assertThat(made.get(3)).hasSize(50).startsWith("t100");
  }

  @Test
  void large_ones_share_a_call_only_as_far_as_they_fit() {
    enter("a", "b");
    for (String id : List.of("c", "d", "e")) {
      enter(trigger(id, 200_000));
    }
    end();
    assertThat(made).last().isEqualTo(List.of("c", "d"));
    end();
    assertThat(made).last().isEqualTo(List.of("e"));
  }

  @Test
  void only_those_of_a_kind_share_and_the_others_keep_their_order() {
    enter("a", "b");
    enter(other("x"));
    enter("c");
    enter(other("y"));
    enter("d");
    assertThat(lanes.areShared()).isFalse();
    assertThat(lanes.areFull(true)).isTrue();

    for (int i = 0; i < 3; i++) {
      end();
    }
    assertThat(made.subList(2, 5)).containsExactly(List.of("x"), List.of("c", "d"), List.of("y"));
    assertThat(lanes.areShared()).isTrue();
  }

  @Test
  void who_has_a_token_or_may_need_one_goes_alone() {
    enter("a", "b");
    onLoop(() -> lanes.enter(List.of(trigger("c", 0)), new Permit(7)));
    onLoop(() -> lanes.enter(List.of(trigger("d", 0)), Permit.UNKNOWN));
    enter("f", "g");

    for (int i = 0; i < 3; i++) {
      end();
    }
    assertThat(made.subList(2, 5)).containsExactly(List.of("c"), List.of("d"), List.of("f", "g"));
  }

  @Test
  void more_room_is_used_and_less_is_waited_for() {
    enter(other("x"), other("y"), other("z"));
    assertThat(made).hasSize(2);
    limit = 3;
    end();
    assertThat(made).hasSize(3);
    enter(other("v"));
    assertThat(made).hasSize(4);

    limit = 1;
    enter(other("w"));
    end();
    end();
    assertThat(made).hasSize(4);
    end();
    assertThat(made).last().isEqualTo(List.of("w"));
  }

  @Test
  void none_waits_longer_than_it_has_patience() {
    enter("a", "b");
    enter(QueuedCall.of(trigger("c", 0).call(), LONG, maker));
    enter(QueuedCall.of(trigger("d", 0).call(), Duration.ofMillis(20), maker));

    await().until(() -> !refused.isEmpty());
    assertThat(refused).containsExactly("d 100");
    end();
    assertThat(made).last().isEqualTo(List.of("c"));
  }

  @Test
  void a_hold_turns_away_all_that_wait() {
    enter("a", "b", "c");
    onLoop(() -> lanes.enter(List.of(trigger("d", 0)), new Permit(107)));
    lanes.turnAway(Duration.ofMillis(700));
    assertThat(refused).containsExactly("c 700", "d 700");
    assertThat(lanes.areShared()).isTrue();

    end();
    enter("f");
    assertThat(made).last().isEqualTo(List.of("f"));
  }

  @Test
  void calls_that_end_at_once_do_not_pile_up() {
    limit = 1;
    enter(other("a"));
    var endsAtOnce =
        new QueuedCall.Maker() {
          @Override
          public void make(List<QueuedCall> together, Permit turn) {
            made.add(together.stream().map(CallSlotsTest::id).toList());
            lanes.ended();
          }

          @Override
          public void refused(QueuedCall call, Duration comeAgain) {}
        };
    for (int i = 0; i < 20_000; i++) {
      enter(QueuedCall.of(other("n" + i).call(), LONG, endsAtOnce));
    }
    end();
    assertThat(made).hasSize(20_001);
  }

  private void enter(String... ids) {
    for (String id : ids) {
      enter(trigger(id, 0));
    }
  }

  private void enter(QueuedCall... calls) {
    for (QueuedCall call : calls) {
      onLoop(() -> enterNow(call));
    }
  }

  private void enterNow(QueuedCall call) {
    lanes.enter(List.of(call), Permit.AT_ONCE);
  }

  private void end() {
    onLoop(lanes::ended);
  }

  /** Returns when the step is done, and what it left for the end of its turn. */
  private void onLoop(Runnable step) {
    turn(step);
    turn(() -> {});
  }

  private void turn(Runnable step) {
    boolean unused =
        OnLoop.get(
            loop,
            () -> {
              step.run();
              return true;
            });
  }

  private QueuedCall trigger(String id, int bytes) {
    ObjectNode body = EventCodec.JSON.createObjectNode().put("name", id);
    body.put("padding", "x".repeat(bytes));
    return QueuedCall.of(new NovuCall("POST", "/v1/events/trigger", body), LONG, maker);
  }

  /** One that shares no call. */
  private QueuedCall other(String id) {
    return QueuedCall.of(new NovuCall("GET", "/v2/subscribers/" + id, null), LONG, maker);
  }

  private static String id(QueuedCall call) {
    var body = call.call().body();
    return body == null
        ? call.call().path().substring("/v2/subscribers/".length())
        : body.path("name").asText();
  }
}
