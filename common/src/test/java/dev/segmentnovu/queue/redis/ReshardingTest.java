package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.AuditReport;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobWork;
import dev.segmentnovu.queue.redis.reshard.ReshardState;
import dev.segmentnovu.queue.redis.reshard.Resharding.Result;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.StringCodec;

/** A queue in use is divided anew, and the command is cut off again and again. */
final class ReshardingTest extends RedisQueueFixture {

  private static final int USERS = 40;
  private static final int HOT = 3_000;

  private final RedissonClient hand = TestRedis.client();
  private final Random random = new Random();
  private final Map<String, List<String>> sent = new LinkedHashMap<>();

  /**
   * Events of dead letters that were put back: behind what waited, in no order among themselves.
   */
  private final Set<String> replays = new HashSet<>();

  private int events;

  @AfterEach
  void closeHand() {
    hand.shutdown();
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "4, 1", "2, 3", "6, 12", "12, 6", "6, 7", "7, 6", "16, 17"})
  void nothing_is_lost_doubled_or_out_of_order_however_often_the_command_is_cut_off(
      int from, int to) {
    long seed = random.nextLong();
    random.setSeed(seed);
    System.out.println("Resharding " + from + " to " + to + ", seed " + seed);
    RedisEventQueue running = in(from);
    for (int i = 0; i < 6 * USERS; i++) {
      send(running, "u" + random.nextInt(USERS));
    }
    for (int i = 0; i < 20; i++) {
      send(running, OrderingKey.alone("u" + i, "alone" + i));
    }
    sendMany(running, "hot", HOT);
    List<DeadLetter> letters = disturb(running);
    get(running.operators().parkedUsers().park(source, List.of("u1", "u2", "idle")));
    List<ClaimedUser> held = claimAll(running, 3);

    int cuts = 0;
    var connection = new CutRedis();
    RedisEventQueue command = queue(connection, from);
    open.add(command);
    while (true) {
      // later and later: each run looks at all shards again
      connection.cutAfter(1 + random.nextInt(40 + 10 * cuts), random.nextBoolean());
      try {
        var result = command.resharding().run(source, to, OptionalInt.empty(), progress -> {});
        // the last run may have been cut off after its last call
        assertThat(result).isNotInstanceOf(Result.Refused.class);
        break;
      } catch (CompletionException cut) {
        assertThat(cut.getCause()).isInstanceOf(CutRedis.CutException.class);
        cuts++;
      }
      get(running.layout().agree(source));
      for (int i = 0; i < 5; i++) {
        offer(running, random.nextBoolean() ? "hot" : "u" + random.nextInt(USERS));
      }
      if (cuts == 3) {
        // workers deliver what they had claimed before the change
        for (ClaimedUser user : held) {
          settle(running, user, 0, new Next.Release(), delivered());
          assertThat(sentTo(user.orderingKey()).remove(0)).isEqualTo(texts(user).get(0));
        }
        held.clear();
      }
    }

    // of users who need not move
    held.forEach(user -> settle(running, user, 0, new Next.Release()));
    System.out.println("cut off " + cuts + " times");
    get(running.layout().agree(source));
    assertThat(running.shards(source)).isEqualTo(to);
    assertWell(running);
    assertOnlyIdsLeft(from, to);
    assertDuplicates(running);
    assertJobFinds(running, letters);
    for (DeadLetter letter : letters) {
      var deadLetters = running.operators().deadLetters(List.of(source));
      assertThat(get(deadLetters.find(letter.id()))).as(letter.id()).isPresent();
      assertThat(get(deadLetters.replay(letter.id(), Position.TAIL, utf8("replay " + letter.id()))))
          .isEqualTo(ReplayResult.REPLAYED);
      replays.add("replay " + letter.id());
    }
    assertThat(drain(running).keySet()).doesNotContain("u1", "u2");
    get(running.operators().parkedUsers().unpark(source, List.of("u1", "u2", "idle")));
    drain(running);
    assertThat(sent.values()).allMatch(List::isEmpty);
    assertThat(replays).isEmpty();
    assertWell(running);
  }

  @Test
  void an_ingest_and_a_worker_follow_without_being_told() {
    RedisEventQueue ingest = in(2);
    RedisEventQueue worker = in(2);
    send(ingest, "u");
    get(worker.layout().agree(source));

    reshard(2, 5);
    send(ingest, "u");
    send(ingest, "v");

    assertThat(ingest.shards(source)).isEqualTo(5);
    for (int shard = 0; shard < 2; shard++) {
      assertThat(get(worker.claim(source, shard, 10, true)).users()).isEmpty();
    }
    assertThat(worker.shards(source)).isEqualTo(5);
    drain(worker);
    assertThat(sent.values()).allMatch(List::isEmpty);
  }

  @Test
  void while_users_move_nothing_is_claimed_and_operators_are_told_to_wait() {
    RedisEventQueue running = in(2);
    send(running, "u");
    var connection = new CutRedis();
    connection.cutAfter(14, true);
    try (var command = queue(connection, 2)) {
      assertThatThrownBy(
              () -> command.resharding().run(source, 3, OptionalInt.empty(), progress -> {}))
          .hasCauseInstanceOf(CutRedis.CutException.class);
    }
    assertThat(state().moves()).isTrue();
    get(running.layout().agree(source));

    send(running, "u");

    for (int shard = 0; shard < running.shards(source); shard++) {
      Claim claim = get(running.claim(source, shard, 10, true));
      assertThat(claim.users()).isEmpty();
      assertThat(claim.nextDue()).isLessThan(Duration.ofSeconds(1));
    }
    assertThatThrownBy(
            () ->
                running
                    .operators()
                    .parkedUsers()
                    .park(source, List.of("u"))
                    .toCompletableFuture()
                    .join())
        .hasCauseInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("relay reshard moves the users");
    assertThat(get(running.layout().problems(source)))
        .singleElement()
        .asString()
        .contains("from 2 shards to 3", "run relay reshard --shards 3 again");
    assertThat(run(2, 4))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.why()).contains("on its way from 2 to 3 shards"));

    reshard(2, 3);
    get(running.layout().agree(source));
    drain(running);
    assertThat(sent.values()).allMatch(List::isEmpty);
  }

  @Test
  void message_ids_count_through_several_changes_and_are_forgotten_in_the_end() {
    RedisEventQueue running = in(1);
    send(running, "u");
    reshard(1, 2);
    send(running, "u");
    reshard(2, 5);
    send(running, "u");
    reshard(5, 3);

    get(running.layout().agree(source));
    assertDuplicates(running);
    assertThat(state()).isEqualTo(new ReshardState(false, 3, List.of(5, 2, 1)));
    assertThat(hand.getBucket(QueueKeys.reshard(source)).remainTimeToLive())
        .isBetween(1L, Configs.defaults().queue().deduplication().toMillis() * 2 + 2_000);
  }

  @Test
  void events_that_were_left_under_a_former_number_are_found_and_moved() {
    send(in(2), "u");
    hand.getBucket(QueueKeys.layout(source), StringCodec.INSTANCE).set("3 2");
    RedisEventQueue running = in(3);
    send(running, "u");

    assertThat(get(running.layout().problems(source)))
        .singleElement()
        .asString()
        .contains("1 events", "when it was in 2 shards", "relay reshard --shards 3 --from 2");
    try (var command = in(3)) {
      assertThat(command.resharding().run(source, 3, OptionalInt.of(2), progress -> {}))
          .isInstanceOf(Result.Done.class);
    }

    assertThat(get(running.layout().problems(source))).isEmpty();
    get(running.layout().agree(source));
    drain(running);
    assertThat(sent.values()).allMatch(List::isEmpty);
  }

  @Test
  void a_change_waits_for_a_worker_and_takes_over_when_its_lease_has_lapsed() {
    RedisEventQueue running = queue(Duration.ofSeconds(2), 1);
    send(running, "u");
    ClaimedUser dead = claimOne(running);

    reshard(1, 2);

    get(running.layout().agree(source));
    ClaimedUser next =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  List<ClaimedUser> users = claimAll(running, 1);
                  return users.isEmpty() ? null : users.get(0);
                },
                user -> user != null);
    assertThat(next.claims()).as("a claim without a result counts").isEqualTo(2);
    assertThat(next.token()).isNotEqualTo(dead.token());
  }

  /** Leaves retry states, a lapsed lease and dead letters of both kinds. */
  private List<DeadLetter> disturb(RedisEventQueue queue) {
    List<DeadLetter> letters = new ArrayList<>();
    int n = 0;
    for (ClaimedUser user : claimAll(queue, 8)) {
      String key = user.orderingKey();
      switch (n++ % 3) {
        case 0 -> settle(queue, user, 0, new Next.Backoff(Duration.ofMillis(1), "state"));
        case 1 -> {
          String id = source + "." + user.shard() + ".l" + n;
          letters.add(
              DeadLetterBuilder.of(id, source, OrderingKey.userId(key))
                  .messageId(texts(user).get(0))
                  .build());
          settle(
              queue,
              user,
              0,
              new Next.Release(),
              new Settled.Dead(letters.get(letters.size() - 1)));
          sentTo(key).remove(0);
        }
        default -> {
          settle(queue, user, 0, new Next.Release(), delivered());
          sentTo(key).remove(0);
        }
      }
    }
    assertThat(letters).isNotEmpty();
    return letters;
  }

  /** Delivers all that is due, in order; returns what was delivered by user. */
  private Map<String, List<String>> drain(RedisEventQueue queue) {
    Map<String, List<String>> got = new LinkedHashMap<>();
    List<ClaimedUser> users = claimAll(queue, 100);
    while (!users.isEmpty()) {
      for (ClaimedUser user : users) {
        List<String> all = texts(user);
        List<String> texts = all.stream().filter(text -> !replays.remove(text)).toList();
        got.computeIfAbsent(user.orderingKey(), unused -> new ArrayList<>()).addAll(texts);
        List<String> expected = sent.getOrDefault(user.orderingKey(), new ArrayList<>());
        assertThat(texts)
            .as(user.orderingKey())
            .isEqualTo(new ArrayList<>(expected.subList(0, texts.size())));
        expected.subList(0, texts.size()).clear();
        Settled[] settled = all.stream().map(text -> delivered()).toArray(Settled[]::new);
        settle(queue, user, 0, new Next.Release(), settled);
      }
      users = claimAll(queue, 100);
    }
    return got;
  }

  private List<String> sentTo(String key) {
    return sent.getOrDefault(key, new ArrayList<>());
  }

  private List<ClaimedUser> claimAll(RedisEventQueue queue, int most) {
    List<ClaimedUser> all = new ArrayList<>();
    for (int shard = 0; shard < queue.shards(source); shard++) {
      all.addAll(get(queue.claim(source, shard, most, true)).users());
    }
    return all;
  }

  private void assertWell(RedisEventQueue queue) {
    AuditReport report = get(queue.operators().audit().run(source, false));
    assertThat(report.findings()).isEmpty();
    assertThat(get(queue.layout().problems(source))).isEmpty();
  }

  /** The ids still name the shards in which these dead letters were before. */
  private void assertJobFinds(RedisEventQueue queue, List<DeadLetter> letters) {
    List<String> ids = letters.stream().map(DeadLetter::id).toList();
    JobWork work = queue.operators().jobs().work();
    JobOrder order =
        new JobOrder(
            JobOrder.Action.DISCARD,
            JobOrder.NOTHING,
            List.of(source),
            Position.TAIL,
            JobOrder.Mapping.CURRENT,
            false,
            null,
            1000,
            ids);
    assertThat(get(work.count(order))).isEqualTo(ids.size());
    List<String> read = new ArrayList<>();
    for (JobWork.Part part : work.parts(order)) {
      JobWork.Step step = get(work.read(order, part, "", 100));
      assertThat(step.last()).isTrue();
      step.letters().forEach(letter -> read.add(letter.id()));
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(ids);
  }

  /** Of shards that are not used any more, only the message ids and the fence stay. */
  private void assertOnlyIdsLeft(int from, int to) {
    Set<String> present = keys(to).stream().map(QueueKeys::prefix).collect(Collectors.toSet());
    for (QueueKeys keys : keys(from)) {
      if (!present.contains(keys.prefix())) {
        assertThat(hand.getKeys().getKeys(KeysScanOptions.defaults().pattern(keys.prefix() + "*")))
            .isSubsetOf(keys.seen(), keys.seenBefore(), keys.stats());
      }
    }
    for (QueueKeys keys : keys(to)) {
      assertThat(hand.getKeys().countExists(keys.moved(), keys.moving())).isZero();
    }
  }

  private List<QueueKeys> keys(int shards) {
    List<QueueKeys> all = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      all.add(QueueKeys.of(source, i, shards));
    }
    return all;
  }

  private final List<String[]> ids = new ArrayList<>();

  private void assertDuplicates(RedisEventQueue queue) {
    for (String[] each : ids) {
      assertThat(get(queue.enqueue(source, List.of(event(each[0], each[1])))))
          .as("%s again", each[1])
          .isEqualTo(new EnqueueResult.Accepted(1));
    }
  }

  @Test
  void the_state_of_the_queue_says_that_its_users_move() {
    RedisEventQueue running = in(2);
    send(running, "u");
    var connection = new CutRedis();
    RedisEventQueue command = queue(connection, 2);
    open.add(command);

    List<Boolean> moving = new ArrayList<>(List.of(get(running.stats(source)).moving()));
    boolean cut = true;
    for (int calls = 1; cut; calls++) {
      connection.cutAfter(calls, true);
      try {
        command.resharding().run(source, 3, OptionalInt.empty(), progress -> {});
        cut = false;
      } catch (CompletionException expected) {
        get(running.layout().agree(source));
      }
      moving.add(get(running.stats(source)).moving());
    }

    assertThat(moving.get(0)).isFalse();
    assertThat(moving).contains(true).last().isEqualTo(false);
  }

  private void send(RedisEventQueue queue, String user) {
    assertThat(offer(queue, user)).isEqualTo(new EnqueueResult.Accepted(0));
  }

  /** Between the fence and the new number the queue accepts nothing, and the sender sends again. */
  private EnqueueResult offer(RedisEventQueue queue, String user) {
    String id = "e" + events++;
    EnqueueResult result = get(queue.enqueue(source, List.of(event(user, id))));
    if (result instanceof EnqueueResult.Accepted) {
      accepted(user, id);
    }
    return result;
  }

  private void accepted(String user, String id) {
    sent.computeIfAbsent(user, unused -> new ArrayList<>()).add(id);
    ids.add(new String[] {user, id});
  }

  private void sendMany(RedisEventQueue queue, String user, int number) {
    String[] many = new String[number];
    for (int i = 0; i < number; i++) {
      many[i] = "e" + events++;
    }
    enqueue(queue, user, many);
    sent.computeIfAbsent(user, unused -> new ArrayList<>()).addAll(List.of(many));
  }

  private void reshard(int from, int to) {
    assertThat(run(from, to)).isInstanceOf(Result.Done.class);
  }

  private Result run(int configured, int to) {
    try (var command = in(configured)) {
      return command.resharding().run(source, to, OptionalInt.empty(), progress -> {});
    }
  }

  private ReshardState state() {
    Object text = hand.getBucket(QueueKeys.reshard(source), StringCodec.INSTANCE).get();
    return ReshardState.parse(String.valueOf(text)).orElseThrow();
  }

  private static RedisEventQueue queue(CutRedis connection, int shards) {
    return new RedisEventQueue(connection, Configs.with(QueueSettings.SHARDS, shards).queue());
  }

  private RedisEventQueue in(int shards) {
    return queue(Duration.ofSeconds(60), shards);
  }
}
