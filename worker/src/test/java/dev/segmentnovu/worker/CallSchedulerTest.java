package dev.segmentnovu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchGrant;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.CallPermits.Permit;
import dev.segmentnovu.worker.novu.CallPermits.ResponseHead;
import dev.segmentnovu.worker.novu.CallPermits.SentCall;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.QueuedCall;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How calls wait for tokens that a scripted Redis grants. */
final class CallSchedulerTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final NovuCall TRIGGER = new NovuCall("POST", "/v1/events/trigger", null);
  private static final NovuCall SUBSCRIBER = new NovuCall("PATCH", "/v2/subscribers/u", null);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<Ask> asks = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<Grant>> grants = new CopyOnWriteArrayList<>();
  private final List<String> samples = new CopyOnWriteArrayList<>();
  private final List<Boolean> fullness = new CopyOnWriteArrayList<>();
  private final AtomicInteger room = new AtomicInteger();
  private final RateBudget budget =
      new RateBudget() {
        @Override
        public CompletionStage<Grant> take(String source, Ask ask) {
          asks.add(ask);
          grants.add(new CompletableFuture<>());
          return grants.get(grants.size() - 1);
        }
      };
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private volatile int lanes = 1_000;
  private volatile int due;
  private CallScheduler pace = pace(Map.of());

  /** What became of a call that waited. */
  private record Came(long token, List<QueuedCall> together, @Nullable Duration refused) {
    boolean isAtOnce() {
      return token <= 0 && refused == null;
    }
  }

  @AfterEach
  void close() {
    var unused = vertx.close();
  }

  @Test
  void where_novu_tells_no_limit_calls_go_at_once_and_redis_is_not_asked() {
    for (int i = 0; i < 5; i++) {
      assertThat(OnLoop.result(call(TRIGGER, LONG)).isAtOnce()).isTrue();
      ended(TRIGGER, Permit.AT_ONCE, 201, Map.of());
    }
    assertThat(asks).isEmpty();
    assertThat(samples).hasSize(5);
  }

  @Test
  void a_limit_that_an_answer_tells_is_asked_for_and_the_answer_told() {
    learn("trigger", 300, 17);

    Future<Came> turn = call(TRIGGER, LONG);
    Ask ask = asked(0);
    assertThat(ask.category()).isEqualTo("trigger");
    assertThat(ask.tokens()).isEqualTo(1);
    assertThat(ask.ceiling()).isNull();
    RateBudget.Seen seen = ask.seen();
    assertThat(seen).isNotNull();
    assertThat(List.of(seen.limit(), seen.burst(), seen.remaining(), seen.reset()))
        .containsExactly(300, 330, 17, 4);
    assertThat(turn.isComplete()).isFalse();

    grants.get(0).complete(granted(1, Duration.ZERO, 41));
    assertThat(OnLoop.result(turn).token()).isEqualTo(41);
    assertThat(registry.get("relay.worker.budget.limit").gauge().value()).isEqualTo(60);
    assertThat(registry.get("relay.worker.budget.remaining").gauge().value()).isEqualTo(17);
    assertThat(registry.get("relay.worker.budget.used").counter().count()).isEqualTo(1);
  }

  @Test
  void other_categories_stay_unlimited_and_novu_names_the_one_a_call_belongs_to() {
    learn("trigger", 300, 17);
    assertThat(OnLoop.result(call(SUBSCRIBER, LONG)).isAtOnce()).isTrue();

    ended(SUBSCRIBER, Permit.AT_ONCE, 200, headers("people", 100, 5));
    var unused = call(SUBSCRIBER, LONG);
    assertThat(asked(0).category()).isEqualTo("people");
  }

  @Test
  void while_one_request_for_tokens_is_in_flight_the_next_gathers() {
    learn("trigger", 300, 17);
    List<Future<Came>> turns = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      turns.add(call(TRIGGER, LONG));
    }
    assertThat(asked(0).tokens()).isEqualTo(1);
    assertThat(asks).hasSize(1);

    grants.get(0).complete(granted(1, Duration.ZERO, 1));
    assertThat(asked(1).tokens()).isEqualTo(4);
    grants.get(1).complete(granted(3, Duration.ofMillis(30), 12));
    assertThat(OnLoop.result(turns.get(1)).token()).isEqualTo(10);
    assertThat(OnLoop.result(turns.get(3)).token()).isEqualTo(12);
    assertThat(turns.get(4).isComplete()).as("first come, first served").isFalse();
    assertThat(on(pace::isShort)).isTrue();
    assertThat(room).as("others may be claimed").hasPositiveValue();

    assertThat(asked(2).tokens()).isEqualTo(1);
    grants.get(2).complete(granted(1, Duration.ZERO, 20));
    assertThat(OnLoop.result(turns.get(4)).token()).isEqualTo(20);
    await("the shortage is forgotten").until(() -> !on(pace::isShort));
  }

  @Test
  void who_would_wait_too_long_is_refused_in_time_and_told_when_to_come_again() {
    learn("trigger", 300, 0);
    Future<Came> hasty = call(TRIGGER, Duration.ofMillis(500));
    Future<Came> patient = call(TRIGGER, LONG);
    asked(0);
    grants.get(0).complete(granted(0, Duration.ofSeconds(4), 9));

    assertThat(OnLoop.result(hasty).refused()).isEqualTo(Duration.ofSeconds(4));
    assertThat(patient.isComplete()).isFalse();
    assertThat(OnLoop.result(call(TRIGGER, Duration.ZERO)).refused()).isNotNull();
  }

  @Test
  void redis_that_is_away_costs_patience_only() {
    learn("trigger", 300, 17);
    Future<Came> turn = call(TRIGGER, Duration.ofMillis(200));
    asked(0);
    grants
        .get(0)
        .completeExceptionally(
            new QueueUnavailableException(
                QueueUnavailableException.Why.AWAY, "away", new IOException("away")));

    assertThat(OnLoop.result(turn).refused()).isPositive();
  }

  @Test
  void a_hold_turns_away_all_that_wait() {
    learn("trigger", 300, 0);
    Future<Came> turn = call(TRIGGER, LONG);
    asked(0);
    on(
        () -> {
          pace.turnAway(Duration.ofSeconds(7));
          return true;
        });

    assertThat(OnLoop.result(turn).refused()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void no_more_users_are_claimed_than_a_quarter_of_a_second_has_tokens_for() {
    assertThat(on(pace::room)).isEqualTo(Integer.MAX_VALUE);
    learn("trigger", 300, 0);
    var unused = call(TRIGGER, LONG);
    asked(0);
    assertThat(on(pace::room)).as("few may wait at first").isEqualTo(1);
    for (int i = 0; i < 39; i++) {
      unused = call(TRIGGER, LONG);
    }
    assertThat(on(pace::room)).isZero();

    grants.get(0).complete(granted(1, Duration.ZERO, 1));
    asked(1);
    grants.get(1).complete(granted(39, Duration.ZERO, 40));
    await().until(() -> on(pace::room) == 10);
  }

  @Test
  void a_ceiling_is_kept_where_novu_has_no_limit() {
    pace = pace(Map.of("trigger", 2.5));
    Future<Came> turn = call(TRIGGER, LONG);

    assertThat(asked(0)).isEqualTo(new Ask("trigger", 1, asked(0).many(), 2.5, null));
    grants.get(0).complete(granted(1, Duration.ZERO, 1));
    assertThat(OnLoop.result(turn).token()).isEqualTo(1);
    assertThat(OnLoop.result(call(SUBSCRIBER, LONG)).isAtOnce()).isTrue();
  }

  @Test
  void where_tokens_are_counted_each_goes_alone_however_many_wait() {
    assertThat(OnLoop.result(call(change("z"), LONG)).isAtOnce()).isTrue();
    ended(SUBSCRIBER, Permit.UNKNOWN, 200, headers("configuration", 10_000, 0));
    lanes = 0;
    List<Future<Came>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(call(change("u" + i), LONG));
    }
    asked(0);
    grants.get(0).complete(granted(1, Duration.ZERO, 1));
    assertThat(asked(1).tokens()).isEqualTo(2);
    grants.get(1).complete(granted(2, Duration.ZERO, 3));
    assertThat(calls).noneMatch(Future::isComplete);
    assertThat(on(pace::isShared)).isFalse();

    lanes = 2;
    ended(SUBSCRIBER, new Permit(1), 200, headers("configuration", 10_000, 0));
    assertThat(calls).allSatisfy(each -> assertThat(OnLoop.result(each).together()).hasSize(1));
  }

  @Test
  void who_is_chosen_gathers_all_that_can_share_for_one_call_and_the_others_go_on_alone() {
    Future<Came> shared = gatherAmong(1_000);
    assertThat(on(pace::room)).as("twice as many each time").isEqualTo(4);
    assertThat(on(pace::isShared)).isTrue();

    List<Future<Came>> calls = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      calls.add(call(change("n" + i), LONG));
    }
    Future<Came> other = call(SUBSCRIBER, LONG);
    await()
        .until(
            () -> {
              boolean all = asks.get(asks.size() - 1).many().calls() == 152;
              if (!all) {
                answer(new Grant(0, Duration.ofMillis(20), 0, BatchGrant.GATHER));
              }
              return all;
            });
    Ask ask = asks.get(asks.size() - 1);
    assertThat(ask.tokens()).as("for who cannot share").isEqualTo(1);
    answer(new Grant(1, Duration.ofMillis(20), 7, BatchGrant.GATHER));
    assertThat(OnLoop.result(other).token()).isEqualTo(7);
    assertThat(calls).noneMatch(Future::isComplete);

    awaitAsk();
    answer(new Grant(100, Duration.ZERO, 107, BatchGrant.MAKE));
    Came first = OnLoop.result(shared);
    assertThat(first.token()).isEqualTo(107);
    assertThat(first.together()).hasSize(152);
    assertThat(registry.get("relay.worker.budget.waiting").gauge().value()).isZero();
  }

  @Test
  void nobody_gathers_where_too_few_users_are_due() {
    due = 100;
    var unused = beShort(LONG);
    assertThat(asks.get(asks.size() - 1).many().calls()).isZero();
  }

  @Test
  void nobody_gathers_who_cannot_wait_until_a_hundred_tokens_have_come() {
    due = 1_000;
    var unused = beShort(Duration.ofSeconds(9));
    assertThat(asks.get(asks.size() - 1).many().calls()).isZero();
  }

  @Test
  void who_finds_too_few_that_share_gives_way_to_others() {
    var unused = gatherAmong(1_000);
    due = 0;
    await()
        .until(
            () -> {
              answer(new Grant(0, Duration.ofMillis(20), 1, BatchGrant.GATHER));
              return asks.get(asks.size() - 1).many().calls() == 0;
            });
    answer(granted(0, Duration.ofMillis(20), 1));
    due = 1_000;
    awaitAsk();
    assertThat(asks.get(asks.size() - 1).many().calls()).as("for some seconds").isZero();
  }

  /** Has two calls wait that could share, and the worker chosen; returns the first. */
  private Future<Came> gatherAmong(int users) {
    due = users;
    Future<Came> first = beShort(LONG);
    assertThat(asks.get(asks.size() - 1).many().calls()).isEqualTo(2);
    answer(new Grant(0, Duration.ofMillis(20), 0, BatchGrant.GATHER));
    await().until(() -> on(pace::room) > 2);
    return first;
  }

  /** Has two calls wait that could share, and asked for again after there was no token. */
  private Future<Came> beShort(Duration patience) {
    ended(SUBSCRIBER, Permit.UNKNOWN, 200, headers("configuration", 100, 0));
    Future<Came> first = call(change("a"), patience);
    asked(0);
    var unused = call(change("b"), patience);
    answer(granted(0, Duration.ofMillis(20), 0));
    asked(1);
    return first;
  }

  /** Answers the latest request for tokens, if it was not. */
  private void answer(Grant grant) {
    grants.get(grants.size() - 1).complete(grant);
  }

  @Test
  void more_come_at_once_while_calls_share_and_none_while_one_waits_that_does_not() {
    lanes = 1;
    assertThat(on(pace::company)).as("nothing is known of those that come").isEqualTo(1);
    ended(SUBSCRIBER, Permit.UNKNOWN, 200, Map.of());
    assertThat(OnLoop.result(call(change("u"), LONG)).together()).hasSize(1);
    assertThat(on(pace::company)).as("as many as go in a call").isEqualTo(100);

    assertThat(OnLoop.result(call(SUBSCRIBER, LONG)).together()).hasSize(1);
    assertThat(on(pace::company)).as("the last went alone").isEqualTo(1);
    var waits = call(SUBSCRIBER, LONG);
    assertThat(on(pace::company)).as("one waits that goes alone").isZero();
    assertThat(waits.isComplete()).isFalse();
  }

  @Test
  void while_it_is_not_known_whether_they_are_each_goes_alone_too() {
    lanes = 1;
    List<Future<Came>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(call(change("u" + i), LONG));
    }
    assertThat(on(pace::isShared)).isFalse();
    ended(SUBSCRIBER, Permit.UNKNOWN, 200, Map.of());
    assertThat(OnLoop.result(calls.get(1)).together()).hasSize(1);
    assertThat(calls.get(2).isComplete()).isFalse();
  }

  @Test
  void a_call_for_many_is_charged_as_such() {
    on(
        () -> {
          pace.ended(
              new SentCall("POST", "/v1/subscribers/bulk", BatchKind.SUBSCRIBERS, 250),
              new Permit(100),
              Duration.ofMillis(5),
              new ResponseHead(201, headers("configuration", 100, 5)::get));
          return true;
        });
    assertThat(registry.get("relay.worker.budget.used").counter().count()).isEqualTo(100);
    assertThat(registry.get("relay.worker.novu.shared").counter().count()).isEqualTo(250);
    assertThat(registry.get("relay.worker.novu.calls").tag("call", "bulk").timer().count())
        .isEqualTo(1);
  }

  @Test
  void calls_beyond_the_limit_wait_for_others_to_end() {
    assertThat(OnLoop.result(call(change("z"), LONG)).isAtOnce()).isTrue();
    ended(SUBSCRIBER, Permit.UNKNOWN, 200, Map.of());
    lanes = 1;
    Future<Came> first = call(change("a"), LONG);
    List<Future<Came>> others = List.of(call(change("b"), LONG), call(change("c"), LONG));
    assertThat(OnLoop.result(first).together()).hasSize(1);
    assertThat(others).noneMatch(Future::isComplete);

    ended(SUBSCRIBER, Permit.AT_ONCE, 200, Map.of());
    assertThat(OnLoop.result(others.get(0)).together()).hasSize(2);
  }

  @Test
  void more_room_is_of_use_to_calls_that_share_only_when_one_does_not_hold_all_that_wait() {
    lanes = 1;
    var unused = call(change("a"), LONG);
    var shareable = new SentCall("PATCH", "/v2/subscribers/a", BatchKind.SUBSCRIBERS, 1);
    for (Permit turn : List.of(Permit.UNKNOWN, Permit.AT_ONCE, new Permit(1))) {
      on(
          () -> {
            pace.ended(shareable, turn, Duration.ofMillis(5), new ResponseHead(200, name -> null));
            return true;
          });
      unused = call(change("b"), LONG);
    }
    assertThat(fullness).containsExactly(true, false, true);
  }

  @Test
  void once_closed_it_refuses_all() {
    lanes = 1;
    var unused = call(TRIGGER, LONG);
    Future<Came> waiting = call(TRIGGER, LONG);
    on(
        () -> {
          pace.close();
          return true;
        });
    assertThat(OnLoop.result(waiting).refused()).isZero();
    assertThat(OnLoop.result(call(TRIGGER, LONG)).refused()).isZero();
  }

  @Test
  void only_failures_of_novu_count_as_failures_and_429_not_at_all() {
    ended(TRIGGER, Permit.AT_ONCE, 201, Map.of());
    ended(TRIGGER, Permit.AT_ONCE, 422, Map.of());
    ended(TRIGGER, Permit.AT_ONCE, 429, Map.of());
    ended(TRIGGER, Permit.AT_ONCE, 503, Map.of());
    on(
        () -> {
          pace.ended(made(TRIGGER), Permit.AT_ONCE, Duration.ofMillis(5), null);
          return true;
        });

    assertThat(samples).containsExactly("well", "well", "failed", "failed");
  }

  private CallScheduler pace(Map<String, Double> ceilings) {
    return new CallScheduler(
        new CallScheduler.Surroundings(
            context,
            budget,
            "web",
            System::nanoTime,
            RandomGenerator.of("SplittableRandom"),
            new WorkerMeters(registry).source("web")),
        new IdempotencyWatch(
            "web", "novu", new WorkerMeters(registry).source("web"), honoured -> {}),
        ceilings,
        () -> lanes,
        (took, failed, full) -> {
          samples.add(failed ? "failed" : "well");
          fullness.add(full);
        },
        () -> due,
        room::incrementAndGet);
  }

  private static Grant granted(int tokens, Duration next, long last) {
    return new Grant(tokens, next, last, BatchGrant.NONE);
  }

  private static NovuCall change(String id) {
    return new NovuCall("PATCH", "/v2/subscribers/" + id, EventCodec.JSON.createObjectNode());
  }

  private static SentCall made(NovuCall call) {
    return new SentCall(call.method(), call.path(), null, 1);
  }

  private void learn(String category, int limit, int remaining) {
    ended(TRIGGER, Permit.AT_ONCE, 201, headers(category, limit, remaining));
  }

  private static Map<String, String> headers(String category, int limit, int remaining) {
    return Map.of(
        "RateLimit-Policy",
        limit + ";w=5;burst=" + (limit + limit / 10) + ";category=\"" + category + "\"",
        "RateLimit-Remaining",
        String.valueOf(remaining),
        "RateLimit-Reset",
        "4");
  }

  private void ended(NovuCall call, Permit turn, int status, Map<String, String> headers) {
    on(
        () -> {
          pace.ended(
              made(call), turn, Duration.ofMillis(5), new ResponseHead(status, headers::get));
          return true;
        });
  }

  private Future<Came> call(NovuCall call, Duration patience) {
    Promise<Came> came = Promise.promise();
    on(
        () -> {
          pace.await(
              QueuedCall.of(
                  call,
                  patience,
                  new QueuedCall.Maker() {
                    @Override
                    public void make(List<QueuedCall> together, Permit turn) {
                      came.complete(new Came(turn.token(), together, null));
                    }

                    @Override
                    public void refused(QueuedCall refused, Duration comeAgain) {
                      came.complete(new Came(0, List.of(), comeAgain));
                    }
                  }));
          return true;
        });
    return came.future();
  }

  /** Returns when there is a request for tokens that is not answered yet. */
  private void awaitAsk() {
    await().until(() -> asks.size() > grants.stream().filter(CompletableFuture::isDone).count());
  }

  private Ask asked(int index) {
    await().until(() -> asks.size() > index);
    return asks.get(index);
  }

  /** On the event loop, as a worker does. */
  private <T> T on(Supplier<T> step) {
    return OnLoop.get(context, step);
  }
}
