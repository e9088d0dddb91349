package dev.segmentnovu.queue.redis;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.QueueView;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.RedisState;
import dev.segmentnovu.queue.redis.deadletters.DeadLetterBounds;
import dev.segmentnovu.queue.redis.history.RedisRejections;
import dev.segmentnovu.queue.redis.reshard.DataFormat;
import dev.segmentnovu.queue.redis.reshard.Resharding;
import dev.segmentnovu.queue.redis.script.BudgetScripts;
import dev.segmentnovu.queue.redis.script.ClaimScript;
import dev.segmentnovu.queue.redis.script.ForgetProfilesScript;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.SourceScripts;
import dev.segmentnovu.queue.redis.script.StatsScript;
import dev.segmentnovu.queue.redis.users.RecordForgetting;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The queue in Redis. The score of a user in one sorted set is the only scheduler state, and an
 * event stays in its user's list until it is done; each step is one Lua script. Safe for use from
 * any thread.
 */
public final class RedisEventQueue
    implements EventProducer, EventConsumer, QueueView, AutoCloseable {

  /** Users whose records one pass over all records removes at most. */
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  /** When to look again while users move to other shards. */
  private static final Duration WHILE_MOVING = Duration.ofMillis(300);

  private final RedisConnection redis;
  private final RelayConfig.Queue config;
  private final ShardKeys shardKeys;
  private final QueueLayout layout;
  private final DeadLetterBounds bounds;
  private final QueueChecks checks;
  private final ClaimScript claimScript;
  private final ForgetProfilesScript forgetProfilesScript;
  private final StatsScript statsScript;
  private final SourceScripts sourceScripts;
  private final BudgetScripts budgetScripts;
  private final RecordForgetting recordForgetting;
  private final SourceCommits commits;
  private final Map<String, GroupCommit<String, Boolean>> forgetting = new ConcurrentHashMap<>();

  RedisEventQueue(RedisConnection redis, RelayConfig.Queue config) {
    this(redis, config, DataFormat.PRESENT);
  }

  /** A queue of a relay that knows another data format, for tests. */
  RedisEventQueue(RedisConnection redis, RelayConfig.Queue config, DataFormat format) {
    this(redis, config, new QueueLayout(redis, config.shards(), format));
  }

  private RedisEventQueue(RedisConnection redis, RelayConfig.Queue config, QueueLayout layout) {
    this.redis = redis;
    this.config = config;
    this.layout = layout;
    shardKeys = layout.keys();
    bounds = new DeadLetterBounds(redis, config);
    commits = new SourceCommits(redis, config, layout, bounds);
    checks = new QueueChecks(redis, shardKeys, layout);
    claimScript = new ClaimScript(redis, config);
    forgetProfilesScript = new ForgetProfilesScript(redis);
    statsScript = new StatsScript(redis);
    sourceScripts = new SourceScripts(redis);
    budgetScripts = new BudgetScripts(redis);
    recordForgetting = new RecordForgetting(redis, shardKeys, new RedisRejections(redis));
  }

  /**
   * Connects to the queue in the Redis at {@code redis}. Blocks for a few seconds at most. If Redis
   * does not answer, a thread goes on looking for it, and until it is found every call fails with
   * {@link QueueUnavailableException}.
   *
   * @param redis the address, and what {@link #enqueue} waits for
   * @param config how the queue works
   */
  public static RedisEventQueue connect(RelayConfig.Redis redis, RelayConfig.Queue config) {
    return new RedisEventQueue(new RedisConnection(redis), config);
  }

  /**
   * The same queue through its own client, whose connections live on {@code eventLoop}: a call from
   * there completes there. Blocks as {@link #connect} does, so that event loop must not call it.
   * The caller closes it.
   */
  public RedisEventQueue on(EventLoop eventLoop) {
    RedisConnection own = redis.on(eventLoop);
    return new RedisEventQueue(own, config, layout.through(own));
  }

  /** What operators do with the queues in the same Redis, and what processes tell each other. */
  public RedisOperators operators() {
    return new RedisOperators(redis, config, shardKeys, bounds, this, checks::fullness);
  }

  /** In how many shards the same Redis has the queues. */
  public QueueLayout layout() {
    return layout;
  }

  /**
   * Why events of these sources cannot be enqueued now, in words an operator can act on; empty if
   * they can. Writes nothing. Never fails.
   */
  public CompletionStage<Optional<String>> enqueueProblem(List<String> sources) {
    return checks.enqueueProblem(sources);
  }

  /**
   * Why events of these sources cannot be claimed and settled now; as {@link #enqueueProblem}, but
   * a Redis without memory left is no problem, because a claim empties it.
   */
  public CompletionStage<Optional<String>> claimProblem(List<String> sources) {
    return checks.claimProblem(sources);
  }

  /**
   * Why the keys of these sources cannot be used now, in words an operator can act on; empty if
   * they can. Ignores the number of shards. Writes nothing. Never fails.
   */
  public CompletionStage<Optional<String>> keyProblem(List<String> sources) {
    return checks.keyProblem(sources);
  }

  /**
   * The servers that hold these sources' queues, one for each shard. Fails with {@link
   * QueueUnavailableException} where one does not answer, or refuses to tell.
   */
  public CompletionStage<List<RedisState>> servers(List<String> sources) {
    return checks.servers(sources);
  }

  @Override
  public int shards(String source) {
    return shardKeys.of(source).size();
  }

  /** How a queue is moved to another number of shards while everything runs. */
  public Resharding resharding() {
    return new Resharding(
        redis, shardKeys, config.deduplication(), new ReshardBlockers(redis, shardKeys)::find);
  }

  @Override
  public CompletionStage<EnqueueResult> enqueue(String source, List<NewEvent> events) {
    return commits.enqueue(source, events);
  }

  @Override
  public CompletionStage<Claim> claim(String source, int shard, int users, boolean suspect) {
    return layout.isAgreed(source)
        ? claimAgreed(source, shard, users, suspect)
        : layout
            .requireAgreed(source)
            .thenCompose(unused -> claimAgreed(source, shard, users, suspect));
  }

  private CompletionStage<Claim> claimAgreed(String source, int shard, int users, boolean suspect) {
    List<QueueKeys> all = shardKeys.of(source);
    if (shard >= all.size()) {
      return CompletableFuture.completedFuture(nothing(config.lease()));
    }
    if (shardKeys.isMoving(source)) {
      return layout.agreeOnce(source).thenApply(unused -> nothing(WHILE_MOVING));
    }
    return claimScript
        .run(all.get(shard), users, suspect)
        .exceptionallyCompose(
            failure ->
                QueueLayout.isMoved(failure)
                    ? layout.agreeOnce(source).thenApply(unused -> nothing(WHILE_MOVING))
                    : CompletableFuture.failedFuture(failure));
  }

  private static Claim nothing(Duration nextDue) {
    return new Claim(List.of(), nextDue, 0, false);
  }

  @Override
  public CompletionStage<SettleResult> settle(Settlement settlement) {
    return commits.settle(settlement);
  }

  @Override
  public CompletionStage<Void> forgetProfiles(String source, Collection<String> userIds) {
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (var part : shardKeys.byShard(source, userIds).entrySet()) {
      var one = forgetProfilesScript.run(part.getKey(), config.lease(), part.getValue());
      all = all.thenCombine(one, (unused, forgotten) -> null);
    }
    return all;
  }

  @Override
  public CompletionStage<Void> forgetRecords(String source, String userId) {
    return forgetting
        .computeIfAbsent(
            source,
            name ->
                new GroupCommit<>(
                    users ->
                        recordForgetting
                            .forget(name, users)
                            .thenApply(removed -> Collections.nCopies(users.size(), true)),
                    user -> 1,
                    FORGOTTEN_AT_ONCE))
        .submit(userId)
        .thenAccept(done -> {});
  }

  @Override
  public RateBudget rateBudget() {
    return budgetScripts::take;
  }

  @Override
  public PauseSignals pauseSignals() {
    return new RedisPauseSignals(redis);
  }

  @Override
  public void onDue(String source, Runnable listener) {
    // once at first: hints before the subscription are lost
    var unused =
        redis.listen(QueueKeys.dueChannel(source), message -> listener.run()).thenRun(listener);
  }

  @Override
  public CompletionStage<Void> follow(List<String> sources) {
    return CompletableFuture.allOf(
        sources.stream()
            .map(source -> layout.agreeOnce(source).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  @Override
  public CompletionStage<QueueStats> stats(String source) {
    return statsScript.run(shardKeys.of(source));
  }

  @Override
  public CompletionStage<List<BudgetState>> budget(String source) {
    return budgetScripts.states(source);
  }

  @Override
  public CompletionStage<Void> storeIdempotency(String source, boolean honoured) {
    return sourceScripts.storeIdempotency(firstShard(source), honoured);
  }

  @Override
  public CompletionStage<Optional<Boolean>> idempotency(String source) {
    return sourceScripts.idempotency(firstShard(source));
  }

  private QueueKeys firstShard(String source) {
    return shardKeys.of(source).get(0);
  }

  @Override
  public void close() {
    redis.close();
  }
}
