package dev.segmentnovu.queue.redis.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.config.RelayConfig.Bounds;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.SteppedRedis;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.SettleScript;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Random steps in Redis and in {@link QueueModel}, on a source of its own: after every step the
 * results and the contents agree.
 */
final class RandomRun {

  /** How many steps a run has. */
  static final int STEPS = 1_000;

  static final List<String> USERS = List.of("a", "b", "c", "d", "e", "ü:{x}");

  private final SteppedRedis redis;
  private final long seed;
  private final SplittableRandom random;
  private final String source;
  private final QueueKeys keys;
  private final int claimEvents;
  private final long lease;
  private final Bounds failures;
  private final Bounds unmapped;
  private final RedisEventQueue queue;
  private final QueueModel model;
  private final RunState at;
  private final OperatorSteps operators;
  private final QueueComparison comparison;
  private final List<Held> held = new ArrayList<>();
  private final List<Settlement> settlements = new ArrayList<>();
  private final List<List<NewEvent>> enqueued = new ArrayList<>();

  /** A claim that somebody holds, or believes to hold. */
  private static final class Held {
    final ClaimedUser user;
    int settled;

    Held(ClaimedUser user) {
      this.user = user;
    }
  }

  RandomRun(SteppedRedis redis, long seed, Map<String, Integer> counts) {
    this.redis = redis;
    this.seed = seed;
    random = new SplittableRandom(seed);
    source = "m" + Long.toHexString(seed) + Long.toHexString(System.nanoTime());
    keys = QueueKeys.of(source, 0, 1);
    claimEvents = random.nextInt(1, 5);
    lease = random.nextInt(1, 1_000);
    Configs bounded =
        bound(QueueSettings.UNMAPPED, bound(QueueSettings.FAILURES, Configs.settings()));
    // longer than a run: Redis expires by its own clock
    long window = random.nextInt(20_000, 60_000);
    int deliveries = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 60);
    model = new QueueModel(window, deliveries);
    at = new RunState(random, source, model, counts);
    comparison = new QueueComparison(redis, keys, USERS, model);
    RelayConfig.Queue config =
        bounded
            .and(QueueSettings.LEASE, Duration.ofMillis(lease))
            .and(QueueSettings.DEDUPLICATION, Duration.ofMillis(window))
            .and(QueueSettings.CLAIM_EVENTS, claimEvents)
            .and(QueueSettings.DELIVERIES, deliveries)
            .queue();
    failures = config.failures();
    unmapped = config.unmapped();
    queue = redis.queue(config);
    operators = new OperatorSteps(at, queue, failures, unmapped);
  }

  private Configs bound(QueueSettings.BoundsSettings kind, Configs settings) {
    return settings.bounds(
        kind,
        random.nextInt(1, 30),
        random.nextInt(500, 10_000),
        Duration.ofMillis(random.nextInt(1, 200_000)),
        random.nextInt(4) == 0 ? AtBound.BLOCK : AtBound.EVICT_OLDEST);
  }

  void run() {
    redis.clock(at.now);
    for (int step = 0; step < STEPS; step++) {
      try {
        step();
        comparison.assertAgreement();
      } catch (AssertionError e) {
        throw new AssertionError(
            "Step %d of the run with seed %d (-Drelay.model.seed=%d -Drelay.model.steps=%d): %s%nLast steps:%n%s"
                .formatted(step, seed, seed, STEPS, e.getMessage(), at.lastSteps()),
            e);
      }
    }
    redis.client().getKeys().deleteByPattern(keys.prefix() + "*");
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 22) {
      enqueue();
    } else if (dice < 44) {
      claim();
    } else if (dice < 67) {
      settle();
    } else if (dice < 68) {
      operators.retry();
    } else if (dice < 69) {
      operators.skip();
    } else if (dice < 70) {
      operators.forget();
    } else if (dice < 75) {
      settleAgain();
    } else if (dice < 78) {
      enqueueAgain();
    } else if (dice < 82) {
      operators.replay();
    } else if (dice < 84) {
      operators.discard();
    } else if (dice < 89) {
      operators.park();
    } else if (dice < 90) {
      operators.trim();
    } else {
      clock();
    }
  }

  private void enqueue() {
    List<NewEvent> events = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      String id = "m" + (random.nextInt(8) == 0 ? random.nextInt(at.ids() + 1) : at.nextId());
      String entry = id + "x".repeat(random.nextInt(20));
      events.add(new NewEvent(at.pick(USERS), id, entry.getBytes(UTF_8)));
    }
    enqueued.add(events);
    enqueue(events);
  }

  private void enqueueAgain() {
    if (!enqueued.isEmpty()) {
      enqueue(at.pick(enqueued));
    }
  }

  private void enqueue(List<NewEvent> events) {
    at.said("enqueue", events.stream().map(e -> e.orderingKey() + "/" + e.messageId()).toList());
    int duplicates = model.enqueue(at.now, events, entry -> new String(entry, UTF_8));
    assertThat(get(queue.enqueue(source, events)))
        .isEqualTo(new EnqueueResult.Accepted(duplicates));
  }

  private void claim() {
    int users = random.nextInt(1, 4);
    boolean suspect = random.nextBoolean();
    Claim claim = get(queue.claim(source, 0, users, suspect));
    String token = claim.users().isEmpty() ? "" : claim.users().get(0).token();
    at.said("claim", users + " " + suspect + " " + token);
    boolean blocked = model.letters.blocks(false, failures) || model.letters.blocks(true, unmapped);
    assertThat(claim.blocked()).isEqualTo(blocked);
    if (blocked) {
      assertThat(claim.users()).isEmpty();
      return;
    }
    var expected = model.claim(at.now, users, claimEvents, lease, token, suspect);
    assertThat(
            claim.users().stream()
                .map(
                    u ->
                        new QueueModel.Claimed(
                            u.orderingKey(),
                            u.retryState(),
                            u.claims(),
                            u.entries().stream().map(e -> new String(e, UTF_8)).toList())))
        .isEqualTo(expected);
    long nextDue = model.nextDue(at.now);
    assertThat(claim.nextDue().toMillis()).isEqualTo(nextDue < 0 ? lease : nextDue);
    assertThat(claim.due()).isEqualTo(model.dueUsers(at.now));
    claim.users().forEach(user -> held.add(new Held(user)));
  }

  /** Settles one or some: while the first is on its way the others gather, to be one call. */
  private void settle() {
    List<Settlement> group = new ArrayList<>();
    int size = random.nextInt(3) == 0 ? random.nextInt(2, 6) : 1;
    // each call trims the dead letters: with those of two settlements, the outcome depends on
    // whether one call has both
    boolean mayDie = true;
    while (group.size() < size && mayDie && !held.isEmpty()) {
      Settlement each = settlement();
      group.add(each);
      mayDie = !SettleScript.item(each).hasDeadLetters();
    }
    settle(group);
  }

  private Settlement settlement() {
    // mostly the latest, at times one whose lease lapsed long ago
    int from = random.nextInt(6) == 0 ? 0 : Math.max(0, held.size() - 4);
    Held claim = held.get(random.nextInt(from, held.size()));
    int left = claim.user.entries().size() - claim.settled;
    List<Settled> settled = new ArrayList<>();
    for (int i = random.nextInt(left + 1); i > 0; i--) {
      settled.add(outcome(claim.user));
    }
    var settlement =
        new Settlement(claim.user, claim.settled, settled, next(), new Profile.Untouched());
    settlements.add(settlement);
    claim.settled += settled.size();
    return settlement;
  }

  private void settleAgain() {
    if (!settlements.isEmpty()) {
      int from = random.nextBoolean() ? settlements.size() - 1 : 0;
      settle(List.of(settlements.get(random.nextInt(from, settlements.size()))));
    }
  }

  private void settle(List<Settlement> group) {
    group.forEach(settlement -> at.said("settle", text(settlement)));
    var answers = group.stream().map(queue::settle).toList();
    assertThat(answers.stream().map(RandomRun::get).toList())
        .isEqualTo(group.stream().map(each -> model.settle(at.now, lease, each)).toList());
    if (group.stream().anyMatch(settlement -> SettleScript.item(settlement).hasDeadLetters())) {
      operators.trimModel();
    }
  }

  private static String text(Settlement settlement) {
    return settlement.user().orderingKey()
        + " "
        + settlement.user().token()
        + " "
        + settlement.position()
        + " "
        + settlement.settled().stream()
            .map(s -> s.getClass().getSimpleName())
            .collect(Collectors.joining(","))
        + " "
        + settlement.next();
  }

  private Settled outcome(ClaimedUser user) {
    return switch (random.nextInt(4)) {
      case 0 -> new Settled.Dead(letter(user));
      case 1 -> new Settled.Skipped(finished(user, Outcome.SKIPPED));
      case 2 -> new Settled.Delivered(finished(user, Outcome.DELIVERED));
      default -> new Settled.Delivered();
    };
  }

  private FinishedEvent finished(ClaimedUser user, Outcome outcome) {
    return new FinishedEvent(
        user.orderingKey(),
        "m" + at.nextId(),
        Instant.ofEpochMilli(at.now),
        "track",
        "A",
        outcome,
        null,
        null,
        null,
        null,
        null,
        null,
        1);
  }

  private DeadLetter letter(ClaimedUser user) {
    String id = source + ".0.l" + at.nextId();
    at.deadLetterIds.add(id);
    var details = JsonNodeFactory.instance.objectNode();
    if (random.nextBoolean()) {
      details.put("history", "é" + at.ids());
    }
    return DeadLetterBuilder.of(id, source, user.orderingKey())
        .messageId("m" + at.ids())
        .details(details)
        .reason(random.nextInt(3) == 0 ? DeadLetter.UNMAPPED : "rejected")
        .deadAt(Instant.ofEpochMilli(at.now))
        .build();
  }

  private Next next() {
    var delay = Duration.ofMillis(random.nextInt(500));
    return switch (random.nextInt(6)) {
      case 0 -> new Next.Release();
      case 1 -> new Next.Backoff(delay, "state " + at.nextId());
      case 2 -> new Next.Backoff(delay, null);
      case 3 -> new Next.Fault(delay);
      default -> new Next.Keep();
    };
  }

  private void clock() {
    switch (random.nextInt(10)) {
      case 0 -> at.now -= random.nextInt(2_000); // as when a server's clock is set right
      case 1 -> at.now += random.nextInt(60_000);
      // as when another server takes over, and back
      case 2 -> at.now += random.nextInt(-200_000, 200_000) * random.nextLong(2);
      default -> at.now += random.nextInt(400);
    }
    at.said("clock", at.now);
    redis.clock(at.now);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
