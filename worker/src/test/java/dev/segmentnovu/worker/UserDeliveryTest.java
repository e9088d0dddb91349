package dev.segmentnovu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.worker.FakeNovu.Answer;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.novu.DeliveryResult.KeyUse;
import dev.segmentnovu.worker.novu.NovuClient;
import dev.segmentnovu.worker.novu.NovuHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a user's chain does when the queue answers badly or late, on a stepped clock. */
final class UserDeliveryTest {

  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private Instant now = NOW;
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration NOVU_TIMEOUT = Duration.ofSeconds(3);
  private static final Map<String, String> MAPPED = Map.of("User Registered", "welcome");

  private final Vertx vertx = Vertx.vertx();
  private final FakeNovu novu = new FakeNovu(vertx);
  private final AtomicLong nanos = new AtomicLong();
  private boolean draining;
  private @Nullable RuntimeException bug;
  private Map<String, Double> ceilings = Map.of();

  @AfterEach
  void close() {
    novu.close();
  }

  @Test
  void each_event_is_settled_before_the_next_is_sent() {
    var queue =
        queue(
            settlement -> {
              assertThat(novu.received).hasSize(settlement.position() + 1);
              return SettleResult.APPLIED;
            });

    deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2, 3), MAPPED);

    assertThat(queue.settlements)
        .extracting(Settlement::position, Settlement::next)
        .containsExactly(
            tuple(0, new Next.Keep()), tuple(1, new Next.Keep()), tuple(2, new Next.Release()));
  }

  @Test
  void a_lost_lease_ends_the_chain_at_once() {
    var queue = queue(settlement -> SettleResult.STALE);

    deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(novu.received).hasSize(1);
    assertThat(queue.settlements).hasSize(1);
  }

  @Test
  void a_settlement_without_an_answer_is_sent_again_as_it_was_and_renews_no_later_lease() {
    var queue =
        queue(
            settlement -> {
              if (nanos.get() == 0) {
                pass(Duration.ofSeconds(8));
                return SettleResult.UNAVAILABLE;
              }
              return SettleResult.APPLIED;
            });

    deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    // Redis may have applied the first sending: 2 s are left of its lease, and Novu may take 3 s
    assertThat(novu.received).hasSize(1);
    assertThat(queue.settlements).hasSize(3);
    assertThat(queue.settlements.get(1)).isEqualTo(queue.settlements.get(0));
    assertThat(queue.settlements.get(2).next()).isEqualTo(new Next.Release());
    assertThat(queue.settlements.get(2).settled()).isEmpty();
  }

  @Test
  void a_settlement_is_given_up_when_the_lease_is_over() {
    var queue =
        queue(
            settlement -> {
              pass(Duration.ofSeconds(4));
              return SettleResult.UNAVAILABLE;
            });

    deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(queue.settlements).hasSize(3);
    assertThat(novu.received).hasSize(1);
  }

  @Test
  void nothing_is_sent_that_the_lease_might_not_outlast() {
    var queue = queue(settlement -> SettleResult.APPLIED);
    var lease = new Lease(nanos::get, LEASE, 0);
    pass(Duration.ofSeconds(8));

    run(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED, lease);

    assertThat(novu.received).isEmpty();
    assertThat(queue.settlements).extracting(Settlement::next).containsExactly(new Next.Release());
  }

  @Test
  void a_draining_worker_gives_back_what_it_has_not_begun() {
    novu.script(
        request -> {
          draining = true;
          return FakeNovu.PROCESSED;
        });
    var queue = queue(settlement -> SettleResult.APPLIED);

    deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2, 3), MAPPED);

    assertThat(novu.received).hasSize(1);
    assertThat(queue.settlements)
        .extracting(Settlement::position, Settlement::settled, Settlement::next)
        .containsExactly(
            tuple(0, List.of(new Settled.Delivered()), new Next.Keep()),
            tuple(1, List.of(), new Next.Release()));
  }

  @Test
  void a_failure_is_remembered_with_the_user_and_costs_an_attempt_only_if_novu_answered() {
    novu.script(request -> Answer.of(500, "{\"message\":\"boom\"}"));
    String before =
        HeadState.FRESH.failed(new HeadState.Try(NOW, null, "no answer", 1), KeyUse.SAME).encode();
    var queue = queue(settlement -> SettleResult.APPLIED);

    deliver(queue, ScriptedConsumer.user(0, "u", before, 1, 2), MAPPED);

    var backoff = (Next.Backoff) queue.settlements.get(0).next();
    HeadState state = HeadState.decode(backoff.headState());
    assertThat(state.failures()).isEqualTo(2);
    assertThat(state.attempts()).isEqualTo(1);
    assertThat(state.generation()).as("the first call may have done the work").isZero();
    assertThat(state.history()).extracting(HeadState.Try::status).containsExactly(null, 500);
    assertThat(queue.settlements.get(0).settled()).isEmpty();
  }

  @Test
  void a_rate_limit_leaves_what_is_known_of_the_head_alone() {
    novu.script(request -> new Answer(429, "{}", Map.of("Retry-After", "7")));
    var queue = queue(settlement -> SettleResult.APPLIED);

    deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(queue.settlements)
        .extracting(Settlement::next)
        .containsExactly(new Next.Backoff(Duration.ofSeconds(7), null));
  }

  @Test
  void an_event_that_cannot_be_handled_waits_and_spends_no_attempt() {
    var queue = queue(settlement -> SettleResult.APPLIED);

    bug = new IllegalStateException("a bug");
    deliver(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED);

    assertThat(queue.settlements.get(0).settled()).isEmpty();
    assertThat(queue.settlements.get(0).next()).isInstanceOf(Next.Fault.class);
  }

  @Test
  void an_event_claimed_too_often_with_nothing_learnt_dies_unsent_and_the_next_goes_on() {
    var queue = queue(settlement -> SettleResult.APPLIED);
    ClaimedUser user = ScriptedConsumer.user(0, "u", null, 1, 2);
    var poisoned = new ClaimedUser(user.source(), 0, "u", user.token(), null, 6, user.entries());

    deliver(queue, poisoned, MAPPED);

    assertThat(queue.settlements.get(0).settled().get(0))
        .asInstanceOf(type(Settled.Dead.class))
        .extracting(Settled.Dead::letter)
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo("poison");
              assertThat(letter.messageId()).isEqualTo("m1");
              assertThat(letter.message()).startsWith("Claimed 5 times");
              assertThat(letter.attempts()).isZero();
            });
    assertThat(queue.settlements.get(1).settled()).containsExactly(new Settled.Delivered());
    assertThat(novu.received).hasSize(1);
  }

  @Test
  void an_event_that_waited_longer_than_allowed_dies_unsent() {
    now = NOW.plus(RelayConfig.Queue.DEFAULT.maxEventAge()).plusSeconds(1);
    var queue = queue(settlement -> SettleResult.APPLIED);

    deliver(queue, ScriptedConsumer.user(0, "u", null, 1), MAPPED);

    assertThat(queue.settlements.get(0).settled().get(0))
        .asInstanceOf(type(Settled.Dead.class))
        .extracting(settled -> settled.letter().reason())
        .isEqualTo("expired");
    assertThat(novu.received).isEmpty();

    StoredEvent old = EventCodec.decode(ScriptedConsumer.user(0, "u", null, 1).entries().get(0));
    byte[] replayed = EventCodec.encode(old.replayed(old.body()));
    deliver(queue, new ClaimedUser("web", 0, "u", "t", null, 1, List.of(replayed)), MAPPED);
    assertThat(novu.received).as("a person asked for it").hasSize(1);
  }

  @Test
  void a_parked_user_is_left_after_the_event_in_hand() {
    var queue = queue(settlement -> SettleResult.PARKED);

    deliver(queue, ScriptedConsumer.user(0, "u", null, 1, 2), MAPPED);

    assertThat(novu.received).hasSize(1);
    assertThat(queue.settlements).hasSize(1);
  }

  private ScriptedConsumer queue(Function<Settlement, SettleResult> settle) {
    return new ScriptedConsumer(1, (shard, users) -> List.of(), settle);
  }

  private void deliver(ScriptedConsumer queue, ClaimedUser user, Map<String, String> workflows) {
    run(queue, user, workflows, new Lease(nanos::get, LEASE, nanos.get()));
  }

  private void run(
      ScriptedConsumer queue, ClaimedUser user, Map<String, String> workflows, Lease lease) {
    var source =
        new RelayConfig.Source(
            "web",
            List.of(),
            List.of(),
            new RelayConfig.Novu(novu.url(), new Secret("secret"), NOVU_TIMEOUT),
            Mapping.of(workflows),
            RelayConfig.Retry.DEFAULT);
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    RandomGenerator random = RandomGenerator.of("SplittableRandom");
    var context = vertx.getOrCreateContext();
    var meters = new WorkerMeters(new SimpleMeterRegistry()).source("web");
    var pace =
        new Pace(
            new Pace.Surroundings(context, queue.rateBudget(), "web", nanos::get, random, meters),
            ceilings,
            (took, failed) -> {},
            () -> {});
    var health =
        new SourceHealth(
            "web",
            new SourceGate(nanos::get),
            new Circuit(),
            queue,
            random,
            meters,
            pace::turnAway);
    var work =
        new SourceWork(
            source,
            new EventMapper(source),
            new NovuClient(new NovuHttp(vertx, source.novu(), 1, System::nanoTime, pace)),
            new RetryPolicy(source.retry()),
            health,
            pace,
            meters);
    var at =
        new UserDelivery.Surroundings(
            context,
            queue,
            clock,
            random,
            new LetterWriter(clock, random),
            RelayConfig.Queue.DEFAULT,
            () -> {
              if (bug != null) {
                throw bug;
              }
              return draining;
            });
    Future<Void> done =
        Future.future(
            promise ->
                context.runOnContext(
                    unused -> new UserDelivery(at, work, user, lease).run().onComplete(promise)));
    try {
      done.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }
}
