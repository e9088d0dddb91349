package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.number;
import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.BudgetState;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetters;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.ParkedUsers;
import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.queue.QueueStats;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.QueueView;
import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The queue in Redis. The score of a user in one sorted set is the only scheduler state, and an
 * event does not leave its user's list before it is done; each step is one Lua script. Safe for use
 * from any thread.
 */
public final class RedisEventQueue
    implements EventProducer, EventConsumer, QueueView, AutoCloseable {

  /** A call's arguments stay small enough for Redis to serve others meanwhile. */
  private static final int MAX_CALL_BYTES = 1_000_000;

  private static final int OVERHEAD_BYTES = 100;

  /** What the script answers to a claim while dead letters are full and block the source. */
  private static final long BLOCKED = -2;

  private record Shard(
      QueueKeys keys,
      GroupCommit<List<NewEvent>, Long> enqueue,
      GroupCommit<Settlement, SettleResult> settle) {}

  private final RedisConnection redis;
  private final RelayConfig.Queue config;
  private final DeadLetterBounds bounds;
  private final ShardKeys keys;
  private final QueueLayout layout;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, List<Shard>> shards = new ConcurrentHashMap<>();

  RedisEventQueue(RedisConnection redis, RelayConfig.Queue config) {
    this(redis, config, new QueueLayout(redis, config.shards()));
  }

  private RedisEventQueue(RedisConnection redis, RelayConfig.Queue config, QueueLayout layout) {
    this.redis = redis;
    this.layout = layout;
    this.config = config;
    bounds = new DeadLetterBounds(redis, config);
    keys = new ShardKeys(config.shards());
  }

  /**
   * A queue in the Redis at {@code redis}. Blocks for a few seconds at most; where Redis does not
   * answer, it is looked for in the background, and until it is found every call fails with {@link
   * QueueUnavailableException}.
   *
   * @param redis where it is, and what {@link #enqueue} waits for
   * @param config how the queue works; while Redis has a source's queue in another number of
   *     shards, nothing is enqueued or claimed there
   */
  public static RedisEventQueue connect(RelayConfig.Redis redis, RelayConfig.Queue config) {
    return new RedisEventQueue(new RedisConnection(redis), config);
  }

  /**
   * The same queue, through a client of its own whose connections live on {@code eventLoop}: a call
   * that is made there is answered there. Blocks as {@link #connect} does, so not for that event
   * loop; the caller closes it.
   */
  public RedisEventQueue on(EventLoop eventLoop) {
    RedisConnection own = redis.on(eventLoop);
    return new RedisEventQueue(own, config, layout.through(own));
  }

  /** The dead letters of these sources in the same Redis. */
  public DeadLetters deadLetters(List<String> sources) {
    return deadLetters(() -> sources);
  }

  /** The same for sources that may change. */
  public DeadLetters deadLetters(Supplier<List<String>> sources) {
    return new RedisDeadLetters(redis, sources, keys, bounds);
  }

  /** Audits the queues of the same Redis. */
  public QueueAudit audit() {
    return new QueueAudit(redis, keys, config.deduplication());
  }

  /** In how many shards the same Redis has the queues. */
  public QueueLayout layout() {
    return layout;
  }

  /** Parks users of the same Redis. */
  public ParkedUsers parkedUsers() {
    return new RedisParkedUsers(redis, keys);
  }

  /**
   * Why events of these sources cannot be enqueued now, in words an operator can act on; empty if
   * they can be. Writes nothing. Never fails.
   */
  public CompletionStage<Optional<String>> enqueueProblem(List<String> sources) {
    return problem(Script.PROBE_ENQUEUE, sources);
  }

  /**
   * Why events of these sources cannot be claimed and settled now; as {@link #enqueueProblem},
   * except that a Redis without memory left is no obstacle to what empties it.
   */
  public CompletionStage<Optional<String>> claimProblem(List<String> sources) {
    return problem(Script.PROBE_CLAIM, sources);
  }

  /**
   * Why the keys of these sources cannot be worked with now, in words an operator can act on; empty
   * if they can. Does not look at the number of shards. Writes nothing. Never fails.
   */
  public CompletionStage<Optional<String>> keyProblem(List<String> sources) {
    return probed(Script.PROBE_ENQUEUE, sources);
  }

  private CompletionStage<Optional<String>> problem(Script probe, List<String> sources) {
    CompletionStage<Optional<String>> first = CompletableFuture.completedFuture(Optional.empty());
    for (String source : sources) {
      var cut = layout.agree(source).exceptionally(failure -> Optional.of(reason(failure)));
      first = first.thenCombine(cut, (before, now) -> before.or(() -> now));
    }
    return first.thenCombine(probed(probe, sources), (before, now) -> before.or(() -> now));
  }

  private CompletionStage<Optional<String>> probed(Script probe, List<String> sources) {
    CompletionStage<Optional<String>> first = CompletableFuture.completedFuture(Optional.empty());
    for (String source : sources) {
      for (QueueKeys shard : keys.of(source)) {
        CompletionStage<Optional<String>> one =
            redis
                .number(
                    probe,
                    List.of(shard.ready(), shard.stats(), shard.seen(), shard.seenBefore()),
                    List.of())
                .handle(
                    (answer, failure) ->
                        failure == null ? Optional.empty() : Optional.of(reason(failure)));
        first = first.thenCombine(one, (before, now) -> before.or(() -> now));
      }
    }
    return first;
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof QueueUnavailableException known
        ? String.valueOf(known.getMessage())
        : RedisProblem.of(failure).text();
  }

  /**
   * The servers that hold these sources' queues, one for each shard. Fails with {@link
   * QueueUnavailableException} where one does not answer, or may not be asked.
   */
  public CompletionStage<List<RedisState>> servers(List<String> sources) {
    CompletionStage<List<RedisState>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (String source : sources) {
      for (QueueKeys shard : keys.of(source)) {
        var one = redis.list(Script.SERVER, List.of(shard.ready()), List.of());
        all =
            all.thenCombine(
                one,
                (states, flat) -> {
                  var answer = new ScriptReply(flat);
                  states.add(RedisState.parse(answer.text() + answer.text() + answer.text()));
                  return states;
                });
      }
    }
    return all;
  }

  @Override
  public int shards() {
    return config.shards();
  }

  @Override
  public CompletionStage<EnqueueResult> enqueue(String source, List<NewEvent> events) {
    return enqueued(source, events)
        .handle(
            (duplicates, failure) ->
                failure == null
                    ? new EnqueueResult.Accepted(Math.toIntExact(duplicates))
                    : refused(failure));
  }

  private CompletionStage<Long> enqueued(String source, List<NewEvent> events) {
    return layout.isAgreed(source)
        ? toShards(source, events)
        : layout.agreed(source).thenCompose(unused -> toShards(source, events));
  }

  private CompletionStage<Long> toShards(String source, List<NewEvent> events) {
    if (config.shards() == 1) {
      return shard(source, 0).enqueue.submit(events);
    }
    Map<Integer, List<NewEvent>> byShard = new LinkedHashMap<>();
    for (NewEvent event : events) {
      int shard = QueueKeys.shardOf(event.userId(), config.shards());
      byShard.computeIfAbsent(shard, unused -> new ArrayList<>()).add(event);
    }
    CompletionStage<Long> duplicates = CompletableFuture.completedFuture(0L);
    for (var part : byShard.entrySet()) {
      var sent = shard(source, part.getKey()).enqueue.submit(part.getValue());
      duplicates = duplicates.thenCombine(sent, Long::sum);
    }
    return duplicates;
  }

  @Override
  public CompletionStage<Claim> claim(String source, int shard, int users, boolean suspect) {
    return layout.isAgreed(source)
        ? claimed(source, shard, users, suspect)
        : layout.agreed(source).thenCompose(unused -> claimed(source, shard, users, suspect));
  }

  private CompletionStage<Claim> claimed(String source, int shard, int users, boolean suspect) {
    byte[] token = new byte[12];
    random.nextBytes(token);
    String tokenText = HexFormat.of().formatHex(token);
    QueueKeys keys = shard(source, shard).keys;
    return redis
        .list(
            Script.CLAIM,
            List.of(
                keys.ready(),
                keys.stats(),
                keys.dead(),
                keys.unmapped(),
                keys.heads(),
                keys.profiles(),
                keys.profilesBefore()),
            List.of(
                utf8(keys.prefix()),
                number(users),
                number(config.claimEvents()),
                number(config.lease().toMillis()),
                utf8(tokenText),
                number(MAX_CALL_BYTES),
                number(suspect ? 1 : 0),
                bounds.blockingCount(config.failures()),
                bounds.blockingBytes(config.failures()),
                bounds.blockingCount(config.unmapped()),
                bounds.blockingBytes(config.unmapped())))
        .thenApply(answer -> claim(source, shard, tokenText, new ScriptReply(answer)));
  }

  private Claim claim(String source, int shard, String token, ScriptReply answer) {
    long nextDue = answer.number();
    if (nextDue == BLOCKED) {
      return new Claim(List.of(), config.poll(), 0, true);
    }
    int due = (int) answer.number();
    List<ClaimedUser> users = new ArrayList<>();
    while (answer.hasMore()) {
      String userId = answer.text();
      // claims, events, profile, state; a state may hold spaces
      String[] head = answer.text().split(" ", 4);
      int n = Integer.parseInt(head[1]);
      List<byte[]> entries = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        entries.add(answer.bytes());
      }
      users.add(
          new ClaimedUser(
              source,
              shard,
              userId,
              token,
              head[3].isEmpty() ? null : head[3],
              Integer.parseInt(head[0]),
              head[2].equals("-") ? null : head[2],
              entries));
    }
    Duration next = nextDue < 0 ? config.lease() : Duration.ofMillis(nextDue);
    return new Claim(users, next, due, false);
  }

  @Override
  public CompletionStage<SettleResult> settle(Settlement settlement) {
    var user = settlement.user();
    return shard(user.source(), user.shard())
        .settle
        .submit(settlement)
        .exceptionally(failure -> SettleResult.UNAVAILABLE);
  }

  @Override
  public CompletionStage<Void> forgetProfiles(String source, Collection<String> userIds) {
    Map<Integer, List<byte[]>> byShard = new HashMap<>();
    for (String userId : userIds) {
      int shard = QueueKeys.shardOf(userId, config.shards());
      byShard
          .computeIfAbsent(
              shard, unused -> new ArrayList<>(List.of(number(config.lease().toMillis()))))
          .add(utf8(userId));
    }
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (var part : byShard.entrySet()) {
      QueueKeys keys = shard(source, part.getKey()).keys;
      var one =
          redis.number(
              Script.FORGET,
              List.of(keys.profiles(), keys.profilesBefore(), keys.profilesForgotten()),
              part.getValue());
      all = all.thenCombine(one, (unused, forgotten) -> null);
    }
    return all;
  }

  @Override
  public RateBudget rateBudget() {
    return new RedisRateBudget(redis);
  }

  @Override
  public PauseSignals pauseSignals() {
    return new RedisPauseSignals(redis);
  }

  @Override
  public void onDue(String source, Runnable listener) {
    // once at first: what was hinted at before nobody has heard
    var unused =
        redis.listen(QueueKeys.channel(source), message -> listener.run()).thenRun(listener);
  }

  @Override
  public CompletionStage<QueueStats> stats(String source) {
    return ShardStats.ask(redis, keys.of(source));
  }

  @Override
  public CompletionStage<List<BudgetState>> budget(String source) {
    return redis
        .list(Script.BUDGETS, List.of(QueueKeys.budget(source)), List.of())
        .thenApply(RedisRateBudget::states);
  }

  @Override
  public CompletionStage<Void> keepIdempotency(String source, boolean honoured) {
    return idempotency(source, honoured ? "on" : "off").thenAccept(kept -> {});
  }

  @Override
  public CompletionStage<Optional<Boolean>> idempotency(String source) {
    return idempotency(source, "")
        .thenApply(kept -> kept.isEmpty() ? Optional.empty() : Optional.of(kept.equals("on")));
  }

  private CompletionStage<String> idempotency(String source, String found) {
    QueueKeys first = keys.of(source).get(0);
    return redis.text(Script.IDEMPOTENCY, List.of(first.stats()), List.of(utf8(found)));
  }

  private Shard shard(String source, int shard) {
    return shards
        .computeIfAbsent(source, name -> keys.of(name).stream().map(this::newShard).toList())
        .get(shard);
  }

  private Shard newShard(QueueKeys keys) {
    return new Shard(
        keys,
        new GroupCommit<>(group -> enqueue(keys, group), RedisEventQueue::weight, MAX_CALL_BYTES),
        new GroupCommit<>(group -> settle(keys, group), SettleCall::weight, MAX_CALL_BYTES));
  }

  private static int weight(List<NewEvent> events) {
    int weight = 0;
    for (NewEvent event : events) {
      weight += event.entry().length + OVERHEAD_BYTES;
    }
    return weight;
  }

  private CompletionStage<List<Long>> enqueue(QueueKeys keys, List<List<NewEvent>> group) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(utf8(keys.prefix()));
    arguments.add(number(config.deduplication().toMillis()));
    arguments.add(utf8(QueueKeys.channel(keys.source())));
    List<NewEvent> events = group.stream().flatMap(List::stream).toList();
    arguments.add(number(events.size()));
    events.forEach(event -> arguments.add(utf8(event.userId())));
    events.forEach(event -> arguments.add(utf8(event.messageId())));
    events.forEach(event -> arguments.add(event.entry()));
    return redis
        .durableNumber(
            Script.ENQUEUE,
            List.of(keys.ready(), keys.stats(), keys.seen(), keys.seenBefore()),
            arguments)
        .thenApply(duplicates -> perRequest(group.size(), duplicates));
  }

  /**
   * The script counts the group's duplicates as one: the first request reports them all, which
   * keeps the sum right.
   */
  private static List<Long> perRequest(int requests, long duplicates) {
    List<Long> answers = new ArrayList<>(java.util.Collections.nCopies(requests, 0L));
    answers.set(0, duplicates);
    return answers;
  }

  private CompletionStage<List<SettleResult>> settle(QueueKeys keys, List<Settlement> group) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(utf8(keys.prefix()));
    arguments.add(number(config.lease().toMillis()));
    arguments.add(number(group.size()));
    SettleCall.append(arguments, group);
    return redis
        .text(
            Script.SETTLE,
            List.of(
                keys.ready(),
                keys.stats(),
                keys.dead(),
                keys.deadLetters(),
                keys.deadEntries(),
                keys.parked(),
                keys.unmapped(),
                keys.heads(),
                keys.profiles(),
                keys.profilesBefore(),
                keys.profilesForgotten()),
            arguments)
        .thenApply(SettleCall::results)
        .thenCompose(
            results ->
                group.stream().anyMatch(SettleCall::buries)
                    // what a failed trim leaves is trimmed by the next
                    ? bounds.trim(keys).handle((evicted, failure) -> results)
                    : CompletableFuture.completedFuture(results));
  }

  private static EnqueueResult refused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof QueueUnavailableException known)) {
      return new EnqueueResult.Unavailable(reason(failure));
    }
    String reason = String.valueOf(known.getMessage());
    return switch (known.why()) {
      case FULL -> new EnqueueResult.Full();
      case UNREPLICATED -> new EnqueueResult.Unreplicated(reason);
      case AWAY -> new EnqueueResult.Unavailable(reason);
    };
  }

  @Override
  public void close() {
    redis.close();
  }
}
