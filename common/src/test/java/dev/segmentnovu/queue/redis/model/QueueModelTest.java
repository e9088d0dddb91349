package dev.segmentnovu.queue.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.config.RelayConfig.Bounds;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.SettleScript;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random sequences of everything that can be asked of the queue, in one Redis and in {@link
 * QueueModel}: after every step the answers agree, the contents agree, and the invariant holds.
 *
 * <p>{@code -Drelay.model.seed=N} repeats one run, {@code -Drelay.model.steps=N} makes it longer.
 */
final class QueueModelTest {

  private static final Logger LOG = LoggerFactory.getLogger(QueueModelTest.class);
  private static final int STEPS = Integer.getInteger("relay.model.steps", 100_000);
  private static final int STEPS_OF_A_RUN = 1_000;

  @Test
  void the_scripts_agree_with_the_model() {
    long seed = Long.getLong("relay.model.seed", System.nanoTime());
    String clock = "relay:test:clock:" + seed;
    try (var redis = new SteppedRedis(clock)) {
      var counts = new TreeMap<String, Integer>();
      for (int done = 0; done < STEPS; done += STEPS_OF_A_RUN) {
        new Run(redis, seed + done, counts).run();
      }
      LOG.info("Seed {}: {} steps agree: {}", seed, STEPS, counts);
    }
  }

  /** One sequence, on a source of its own. */
  private static final class Run {

    private static final List<String> USERS = List.of("a", "b", "c", "d", "e", "ü:{x}");

    /** Everything there is, in one flat list; a look past the queue's own scripts. */
    private static final String DUMP =
        """
        local out = {}
        for _, set in ipairs({ 'ready', 'parked', 'dead', 'dead:unmapped' }) do
          out[#out + 1] = redis.call('ZRANGE', ARGV[1] .. set, 0, -1, 'WITHSCORES')
        end
        for _, hash in ipairs({ 'stats', 'dead:letters', 'dead:entries', 'heads' }) do
          out[#out + 1] = redis.call('HGETALL', ARGV[1] .. hash)
        end
        for i = 2, #ARGV do
          out[#out + 1] = redis.call('LRANGE', ARGV[1] .. 'q:' .. ARGV[i], 0, -1)
        end
        return out
        """;

    private final SteppedRedis redis;
    private final long seed;
    private final SplittableRandom random;
    private final Map<String, Integer> counts;
    private final String source;
    private final QueueKeys keys;
    private final int claimEvents;
    private final long lease;
    private final Bounds failures;
    private final Bounds unmapped;
    private final RedisEventQueue queue;
    private final DeadLetters dead;
    private final QueueModel model;
    private final List<Held> held = new ArrayList<>();
    private final List<Settlement> settlements = new ArrayList<>();
    private final List<List<NewEvent>> enqueued = new ArrayList<>();
    private final List<String> deadLetterIds = new ArrayList<>();
    private final Deque<String> history = new ArrayDeque<>();
    private long now = 1_700_000_000_000L;
    private int ids;

    /** A claim that somebody holds, or believes to hold. */
    private static final class Held {
      final ClaimedUser user;
      int settled;

      Held(ClaimedUser user) {
        this.user = user;
      }
    }

    Run(SteppedRedis redis, long seed, Map<String, Integer> counts) {
      this.redis = redis;
      this.seed = seed;
      this.counts = counts;
      random = new SplittableRandom(seed);
      source = "m" + Long.toHexString(seed) + Long.toHexString(System.nanoTime());
      keys = QueueKeys.of(source, 0, 1);
      claimEvents = random.nextInt(1, 5);
      lease = random.nextInt(1, 1_000);
      failures = bounds();
      unmapped = bounds();
      // longer than a run: Redis expires by its own clock
      long window = random.nextInt(20_000, 60_000);
      model = new QueueModel(window);
      var config =
          new RelayConfig.Queue(
              1,
              Duration.ofMillis(lease),
              Duration.ofMillis(window),
              claimEvents,
              5,
              failures,
              unmapped,
              Duration.ofDays(7),
              Duration.ofSeconds(1));
      queue = new RedisEventQueue(redis, config);
      dead = queue.deadLetters(List.of(source));
    }

    private Bounds bounds() {
      return new Bounds(
          random.nextInt(1, 30),
          random.nextInt(500, 10_000),
          Duration.ofMillis(random.nextInt(1, 200_000)),
          random.nextInt(4) == 0 ? AtBound.BLOCK : AtBound.EVICT_OLDEST);
    }

    void run() {
      redis.clock(now);
      for (int step = 0; step < STEPS_OF_A_RUN; step++) {
        try {
          step();
          agree();
        } catch (AssertionError e) {
          throw new AssertionError(
              "Step %d of the run with seed %d (-Drelay.model.seed=%d -Drelay.model.steps=%d): %s%nLast steps:%n%s"
                  .formatted(
                      step, seed, seed, STEPS_OF_A_RUN, e.getMessage(), String.join("\n", history)),
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
      } else if (dice < 70) {
        settle();
      } else if (dice < 75) {
        settleAgain();
      } else if (dice < 78) {
        enqueueAgain();
      } else if (dice < 82) {
        replay();
      } else if (dice < 84) {
        discard();
      } else if (dice < 89) {
        park();
      } else if (dice < 90) {
        trim();
      } else {
        clock();
      }
    }

    private void enqueue() {
      List<NewEvent> events = new ArrayList<>();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        String id = "m" + (random.nextInt(8) == 0 ? random.nextInt(ids + 1) : ++ids);
        String entry = id + "x".repeat(random.nextInt(20));
        events.add(new NewEvent(pick(USERS), id, entry.getBytes(UTF_8)));
      }
      enqueued.add(events);
      enqueue(events);
    }

    private void enqueueAgain() {
      if (!enqueued.isEmpty()) {
        enqueue(pick(enqueued));
      }
    }

    private void enqueue(List<NewEvent> events) {
      said("enqueue", events.stream().map(e -> e.orderingKey() + "/" + e.messageId()).toList());
      int duplicates = model.enqueue(now, events, entry -> new String(entry, UTF_8));
      assertThat(get(queue.enqueue(source, events)))
          .isEqualTo(new EnqueueResult.Accepted(duplicates));
    }

    private void claim() {
      int users = random.nextInt(1, 4);
      boolean suspect = random.nextBoolean();
      Claim claim = get(queue.claim(source, 0, users, suspect));
      String token = claim.users().isEmpty() ? "" : claim.users().get(0).token();
      said("claim", users + " " + suspect + " " + token);
      boolean blocked = model.blocks(false, failures) || model.blocks(true, unmapped);
      assertThat(claim.blocked()).isEqualTo(blocked);
      if (blocked) {
        assertThat(claim.users()).isEmpty();
        return;
      }
      var expected = model.claim(now, users, claimEvents, lease, token, suspect);
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
      long nextDue = model.nextDue(now);
      assertThat(claim.nextDue().toMillis()).isEqualTo(nextDue < 0 ? lease : nextDue);
      assertThat(claim.due()).isEqualTo(model.dueUsers(now));
      claim.users().forEach(user -> held.add(new Held(user)));
    }

    /** Settles one or some: while the first is on its way the others gather, to be one call. */
    private void settle() {
      List<Settlement> group = new ArrayList<>();
      int size = random.nextInt(3) == 0 ? random.nextInt(2, 6) : 1;
      for (int i = 0; i < size && !held.isEmpty(); i++) {
        group.add(settlement());
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
      var settlement = new Settlement(claim.user, claim.settled, settled, next());
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
      group.forEach(settlement -> said("settle", text(settlement)));
      var answers = group.stream().map(queue::settle).toList();
      assertThat(answers.stream().map(QueueModelTest::get).toList())
          .isEqualTo(group.stream().map(each -> model.settle(now, lease, each)).toList());
      if (group.stream().anyMatch(settlement -> SettleScript.item(settlement).hasDeadLetters())) {
        trimModel();
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
        case 1 -> new Settled.Skipped();
        default -> new Settled.Delivered();
      };
    }

    private DeadLetter letter(ClaimedUser user) {
      String id = source + ".0.l" + ++ids;
      deadLetterIds.add(id);
      return DeadLetterBuilder.of(id, source, user.orderingKey())
          .messageId("m" + ids)
          .reason(random.nextInt(3) == 0 ? DeadLetter.UNMAPPED : "rejected")
          .deadAt(Instant.ofEpochMilli(now))
          .build();
    }

    private Next next() {
      var delay = Duration.ofMillis(random.nextInt(500));
      return switch (random.nextInt(6)) {
        case 0 -> new Next.Release();
        case 1 -> new Next.Backoff(delay, "state " + ++ids);
        case 2 -> new Next.Backoff(delay, null);
        case 3 -> new Next.Fault(delay);
        default -> new Next.Keep();
      };
    }

    private void replay() {
      if (!deadLetterIds.isEmpty()) {
        String id = pick(deadLetterIds);
        Position position = random.nextBoolean() ? Position.HEAD : Position.TAIL;
        String entry = "replayed" + ++ids;
        said("replay", id + " " + position);
        assertThat(get(dead.replay(id, position, entry.getBytes(UTF_8))))
            .isEqualTo(model.replay(now, id, position, entry));
      }
    }

    private void discard() {
      if (!deadLetterIds.isEmpty()) {
        String id = pick(deadLetterIds);
        said("discard", id);
        assertThat(get(dead.delete(id))).isEqualTo(model.delete(id));
      }
    }

    private void trim() {
      said("trim", "");
      get(dead.trim());
      trimModel();
    }

    private void trimModel() {
      model.trim(now, false, failures);
      model.trim(now, true, unmapped);
    }

    private void park() {
      String user = pick(USERS);
      boolean parked = random.nextBoolean();
      said(parked ? "park" : "unpark", user);
      List<String> there = model.park(user, parked) ? List.of(user) : List.of();
      assertThat(
              get(
                  parked
                      ? queue.parkedUsers().park(source, List.of(user))
                      : queue.parkedUsers().unpark(source, List.of(user))))
          .isEqualTo(there);
    }

    private void clock() {
      switch (random.nextInt(10)) {
        case 0 -> now -= random.nextInt(2_000); // as when a server's clock is set right
        case 1 -> now += random.nextInt(60_000);
        // as when another server takes over, and back
        case 2 -> now += random.nextInt(-200_000, 200_000) * random.nextLong(2);
        default -> now += random.nextInt(400);
      }
      said("clock", now);
      redis.clock(now);
    }

    private void said(String what, Object details) {
      counts.merge(what, 1, Integer::sum);
      history.addLast(what + " " + details);
      if (history.size() > 40) {
        history.removeFirst();
      }
    }

    private void agree() {
      List<Object> arguments = new ArrayList<>(List.of(keys.prefix()));
      arguments.addAll(USERS);
      List<List<Object>> dump =
          redis
              .client()
              .getScript(StringCodec.INSTANCE)
              .eval(
                  RScript.Mode.READ_ONLY,
                  DUMP,
                  RScript.ReturnType.LIST,
                  List.of(),
                  arguments.toArray());
      Map<String, String> ready = pairs(dump.get(0));
      Map<String, String> parked = pairs(dump.get(1));
      Map<String, String> counters = pairs(dump.get(4));
      Map<String, String> heads = new TreeMap<>(pairs(dump.get(7)));
      long events = 0;
      long bytes = 0;
      long claimed = 0;
      for (int i = 0; i < USERS.size(); i++) {
        String name = USERS.get(i);
        String head = heads.remove(name);
        // settled events stand in the list until their claim ends
        String[] parts = head == null ? new String[] {"-", "0", "0"} : head.split(" ", 4);
        int settled = Integer.parseInt(parts[2]);
        assertThat(settled).isBetween(0, Integer.parseInt(parts[1]));
        List<Object> list = dump.get(8 + i).subList(settled, dump.get(8 + i).size());
        assertThat(ready.containsKey(name) ^ parked.containsKey(name))
            .as("%s stands in exactly one set, and only if events wait", name)
            .isEqualTo(!list.isEmpty());
        QueueModel.User user = model.users.get(name);
        assertThat(list).as("events of %s", name).isEqualTo(user == null ? List.of() : user.events);
        assertThat(head).as("head of %s", name).isEqualTo(head(user, settled));
        if (user != null) {
          assertThat((user.parked ? parked : ready).get(name))
              .as("time of %s", name)
              .isEqualTo(String.valueOf(user.eligibleAt));
        }
        events += list.size();
        bytes += list.stream().mapToLong(e -> ((String) e).getBytes(UTF_8).length).sum();
        claimed += head == null || head.startsWith("- ") ? 0 : 1;
      }
      assertThat(heads).as("heads of nobody").isEmpty();
      assertThat(ready.size() + parked.size()).isEqualTo(model.users.size());
      var texts = new TreeMap<String, String>();
      var entries = new TreeMap<String, String>();
      model.letters.forEach((id, letter) -> texts.put(id, letter.text()));
      model.letters.forEach((id, letter) -> entries.put(id, letter.entry()));
      assertThat(pairs(dump.get(2))).as("dead letters").isEqualTo(times(false));
      assertThat(pairs(dump.get(3))).as("unmapped ones").isEqualTo(times(true));
      assertThat(pairs(dump.get(5))).isEqualTo(texts);
      assertThat(pairs(dump.get(6))).isEqualTo(entries);
      var expected = new TreeMap<>(model.totals);
      expected.put("events", events);
      expected.put("bytes", bytes);
      expected.put("claimed", claimed);
      expected.put("dead-bytes", model.letterBytes(false));
      expected.put("unmapped-bytes", model.letterBytes(true));
      expected.forEach(
          (name, value) ->
              assertThat(Long.parseLong(counters.getOrDefault(name, "0")))
                  .as("counter %s", name)
                  .isEqualTo(value));
    }

    private Map<String, String> times(boolean unmappedOnes) {
      var times = new TreeMap<String, String>();
      model.letters.forEach(
          (id, letter) -> {
            if (letter.unmapped() == unmappedOnes) {
              times.put(id, String.valueOf(letter.deadAt()));
            }
          });
      return times;
    }

    private static @Nullable String head(QueueModel.@Nullable User user, int inList) {
      if (user == null || (user.token == null && user.claims == 0 && user.state == null)) {
        return null;
      }
      return String.format(
          "%s %d %d %d %s",
          user.token == null ? "-" : user.token,
          user.token == null ? 0 : user.settled,
          inList,
          user.claims,
          user.state == null ? "" : user.state);
    }

    private static Map<String, String> pairs(List<Object> flat) {
      var pairs = new TreeMap<String, String>();
      for (int i = 0; i < flat.size(); i += 2) {
        pairs.put((String) flat.get(i), (String) flat.get(i + 1));
      }
      return pairs;
    }

    private <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
