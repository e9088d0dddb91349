package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.AuditReport;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobWork;
import dev.segmentnovu.queue.redis.client.RedisConnection;
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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.StringCodec;

/** A queue in use that is divided anew, and what was sent to it. */
abstract class ReshardingFixture extends RedisQueueFixture {

  static final int USERS = 40;
  static final int HOT = 3_000;

  final RedissonClient hand = TestRedis.client();
  final Random random = new Random();
  final Map<String, List<String>> sent = new LinkedHashMap<>();

  /**
   * Events of dead letters that were put back: behind what waited, in no order among themselves.
   */
  final Set<String> replays = new HashSet<>();

  int events;

  @AfterEach
  void closeHand() {
    hand.shutdown();
  }

  /** Leaves retry states, a lapsed lease and dead letters of both kinds. */
  List<DeadLetter> disturb(RedisEventQueue queue) {
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
  Map<String, List<String>> drain(RedisEventQueue queue) {
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

  List<String> sentTo(String key) {
    return sent.getOrDefault(key, new ArrayList<>());
  }

  List<ClaimedUser> claimAll(RedisEventQueue queue, int most) {
    List<ClaimedUser> all = new ArrayList<>();
    for (int shard = 0; shard < queue.shards(source); shard++) {
      all.addAll(get(queue.claim(source, shard, most, true)).users());
    }
    return all;
  }

  void assertWell(RedisEventQueue queue) {
    AuditReport report = get(queue.operators().audit().run(source, false));
    assertThat(report.findings()).isEmpty();
    assertThat(get(queue.layout().problems(source))).isEmpty();
  }

  /** The ids still name the shards in which these dead letters were before. */
  void assertJobFinds(RedisEventQueue queue, List<DeadLetter> letters) {
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
  void assertOnlyIdsLeft(int from, int to) {
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

  List<QueueKeys> keys(int shards) {
    List<QueueKeys> all = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      all.add(QueueKeys.of(source, i, shards));
    }
    return all;
  }

  final List<String[]> ids = new ArrayList<>();

  void assertDuplicates(RedisEventQueue queue) {
    for (String[] each : ids) {
      assertThat(get(queue.enqueue(source, List.of(event(each[0], each[1])))))
          .as("%s again", each[1])
          .isEqualTo(new EnqueueResult.Accepted(1));
    }
  }

  void send(RedisEventQueue queue, String user) {
    assertThat(offer(queue, user)).isEqualTo(new EnqueueResult.Accepted(0));
  }

  /** Between the fence and the new number the queue accepts nothing, and the sender sends again. */
  EnqueueResult offer(RedisEventQueue queue, String user) {
    String id = "e" + events++;
    EnqueueResult result = get(queue.enqueue(source, List.of(event(user, id))));
    if (result instanceof EnqueueResult.Accepted) {
      accepted(user, id);
    }
    return result;
  }

  void accepted(String user, String id) {
    sent.computeIfAbsent(user, unused -> new ArrayList<>()).add(id);
    ids.add(new String[] {user, id});
  }

  void sendMany(RedisEventQueue queue, String user, int number) {
    String[] many = new String[number];
    for (int i = 0; i < number; i++) {
      many[i] = "e" + events++;
    }
    enqueue(queue, user, many);
    sent.computeIfAbsent(user, unused -> new ArrayList<>()).addAll(List.of(many));
  }

  void reshard(int from, int to) {
    assertThat(run(from, to)).isInstanceOf(Result.Done.class);
  }

  Result run(int configured, int to) {
    try (var command = in(configured)) {
      return command.resharding().run(source, to, OptionalInt.empty(), progress -> {});
    }
  }

  ReshardState state() {
    Object text = hand.getBucket(QueueKeys.reshard(source), StringCodec.INSTANCE).get();
    return ReshardState.parse(String.valueOf(text)).orElseThrow();
  }

  static RedisEventQueue queue(RedisConnection connection, int shards) {
    return new RedisEventQueue(connection, Configs.with(QueueSettings.SHARDS, shards).queue());
  }

  RedisEventQueue in(int shards) {
    return queue(Duration.ofSeconds(60), shards);
  }
}
