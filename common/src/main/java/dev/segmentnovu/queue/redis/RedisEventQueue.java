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
import dev.segmentnovu.queue.admin.AuditEntries;
import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.ParkedUsers;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.QueueView;
import dev.segmentnovu.queue.admin.history.Marks;
import dev.segmentnovu.queue.admin.history.OperatorHistory;
import dev.segmentnovu.queue.control.Presence;
import dev.segmentnovu.queue.control.Probes;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.jobs.JobQueue;
import dev.segmentnovu.queue.redis.alerts.RedisAlertStore;
import dev.segmentnovu.queue.redis.auditlog.RedisAuditEntries;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.RedisState;
import dev.segmentnovu.queue.redis.control.RedisMarks;
import dev.segmentnovu.queue.redis.control.RedisPresence;
import dev.segmentnovu.queue.redis.control.RedisProbes;
import dev.segmentnovu.queue.redis.control.RedisServer;
import dev.segmentnovu.queue.redis.control.RedisSourcePauses;
import dev.segmentnovu.queue.redis.deadletters.DeadLetterBounds;
import dev.segmentnovu.queue.redis.deadletters.RedisDeadLetters;
import dev.segmentnovu.queue.redis.history.RedisFailureGroups;
import dev.segmentnovu.queue.redis.history.RedisHistory;
import dev.segmentnovu.queue.redis.history.RedisRejections;
import dev.segmentnovu.queue.redis.jobs.RedisJobs;
import dev.segmentnovu.queue.redis.script.BudgetScripts;
import dev.segmentnovu.queue.redis.script.ClaimScript;
import dev.segmentnovu.queue.redis.script.ForgetProfilesScript;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.SourceScripts;
import dev.segmentnovu.queue.redis.script.StatsScript;
import dev.segmentnovu.queue.redis.users.RecordForgetting;
import dev.segmentnovu.queue.redis.users.RedisDeliveries;
import dev.segmentnovu.queue.redis.users.RedisEventSearch;
import dev.segmentnovu.queue.redis.users.RedisUsers;
import dev.segmentnovu.queue.redis.users.RedisWaitingEvents;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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
 * event stays in its user's list until it is done; each step is one Lua script. Safe for use from
 * any thread.
 */
public final class RedisEventQueue
    implements EventProducer, EventConsumer, QueueView, AutoCloseable {

  /** Users whose records one pass over all records removes at most. */
  private static final int FORGOTTEN_AT_ONCE = 1_000;

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
  private final Map<String, List<ShardCommits>> commits = new ConcurrentHashMap<>();
  private final Map<String, GroupCommit<String, Boolean>> forgetting = new ConcurrentHashMap<>();

  RedisEventQueue(RedisConnection redis, RelayConfig.Queue config) {
    this(redis, config, new QueueLayout(redis, config.shards()));
  }

  private RedisEventQueue(RedisConnection redis, RelayConfig.Queue config, QueueLayout layout) {
    this.redis = redis;
    this.config = config;
    this.layout = layout;
    shardKeys = new ShardKeys(config.shards());
    bounds = new DeadLetterBounds(redis, config);
    checks = new QueueChecks(redis, shardKeys, layout);
    claimScript = new ClaimScript(redis, config);
    forgetProfilesScript = new ForgetProfilesScript(redis);
    statsScript = new StatsScript(redis);
    sourceScripts = new SourceScripts(redis);
    budgetScripts = new BudgetScripts(redis);
    recordForgetting = new RecordForgetting(redis, shardKeys);
  }

  /**
   * Connects to the queue in the Redis at {@code redis}. Blocks for a few seconds at most. If Redis
   * does not answer, a thread goes on looking for it, and until it is found every call fails with
   * {@link QueueUnavailableException}.
   *
   * @param redis the address, and what {@link #enqueue} waits for
   * @param config how the queue works; while Redis has a source's queue in another number of
   *     shards, nothing is enqueued or claimed there
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

  /** The dead letters of these sources in the same Redis. */
  public DeadLetters deadLetters(List<String> sources) {
    return deadLetters(() -> sources);
  }

  /** The same for sources that may change. */
  public DeadLetters deadLetters(Supplier<List<String>> sources) {
    return new RedisDeadLetters(redis, sources, shardKeys, bounds);
  }

  /**
   * What operators do with the queues of these sources, which may change, in the same Redis.
   *
   * @param recorder counts what the admin port itself does
   */
  public OperatorQueue operatorQueue(Supplier<List<String>> sources, ActivityRecorder recorder) {
    var rejections = new RedisRejections(redis);
    var deliveries = new RedisDeliveries(redis, shardKeys, sources, config.deliveries());
    return new OperatorQueue(
        this,
        deadLetters(sources),
        parkedUsers(),
        new RedisSourcePauses(redis),
        new RedisProbes(redis),
        new RedisPresence(redis),
        new RedisServer(redis, shardKeys),
        auditEntries(),
        new RedisAlertStore(redis),
        checks::fullness,
        operatorHistory(recorder),
        new RedisUsers(redis, shardKeys, deadLetters(sources), rejections, sources),
        deliveries,
        new RedisEventSearch(
            redis,
            shardKeys,
            config.deduplication(),
            deadLetters(sources),
            deliveries,
            rejections,
            sources),
        new RedisWaitingEvents(redis, shardKeys));
  }

  /** By which a process tells others in the same Redis that it is alive. */
  public Presence presence() {
    return new RedisPresence(redis);
  }

  /** By which a worker asks Novu for operators. */
  public Probes probes() {
    return new RedisProbes(redis);
  }

  /** The audit log of operators in the same Redis. */
  public AuditEntries auditEntries() {
    return new RedisAuditEntries(redis);
  }

  private OperatorHistory operatorHistory(ActivityRecorder recorder) {
    return new OperatorHistory(
        recorder, history(), new RedisFailureGroups(redis), new RedisRejections(redis), marks());
  }

  /** The counts over time in the same Redis. */
  public RedisHistory history() {
    return new RedisHistory(redis);
  }

  /** The marks of changes and deployments in the same Redis. */
  public Marks marks() {
    return new RedisMarks(redis);
  }

  /** The jobs of operators in the same Redis. */
  public JobQueue jobs() {
    return RedisJobs.in(redis, shardKeys);
  }

  /** The audit of queues in the same Redis. */
  public QueueAudit audit() {
    return new QueueAudit(redis, shardKeys, config.deduplication());
  }

  /** In how many shards the same Redis has the queues. */
  public QueueLayout layout() {
    return layout;
  }

  /** The parked users in the same Redis. */
  public ParkedUsers parkedUsers() {
    return new RedisParkedUsers(redis, shardKeys);
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
  public int shards() {
    return config.shards();
  }

  @Override
  public CompletionStage<EnqueueResult> enqueue(String source, List<NewEvent> events) {
    CompletionStage<Long> sent =
        layout.isAgreed(source)
            ? send(source, events)
            : layout.requireAgreed(source).thenCompose(unused -> send(source, events));
    return sent.handle(
        (duplicates, failure) ->
            failure == null
                ? new EnqueueResult.Accepted(Math.toIntExact(duplicates))
                : refused(failure));
  }

  private CompletionStage<Long> send(String source, List<NewEvent> events) {
    if (config.shards() == 1) {
      return commits(source).get(0).enqueue(events);
    }
    Map<Integer, List<NewEvent>> byShard = new LinkedHashMap<>();
    for (NewEvent event : events) {
      int shard = QueueKeys.shardOf(event.orderingKey(), config.shards());
      byShard.computeIfAbsent(shard, unused -> new ArrayList<>()).add(event);
    }
    CompletionStage<Long> duplicates = CompletableFuture.completedFuture(0L);
    for (var part : byShard.entrySet()) {
      var sent = commits(source).get(part.getKey()).enqueue(part.getValue());
      duplicates = duplicates.thenCombine(sent, Long::sum);
    }
    return duplicates;
  }

  private static EnqueueResult refused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof QueueUnavailableException known)) {
      return new EnqueueResult.Unavailable(QueueChecks.reason(failure));
    }
    String reason = String.valueOf(known.getMessage());
    return switch (known.why()) {
      case FULL -> new EnqueueResult.Full();
      case UNREPLICATED -> new EnqueueResult.Unreplicated(reason);
      case AWAY -> new EnqueueResult.Unavailable(reason);
    };
  }

  @Override
  public CompletionStage<Claim> claim(String source, int shard, int users, boolean suspect) {
    QueueKeys keys = shardKeys.of(source).get(shard);
    return layout.isAgreed(source)
        ? claimScript.run(keys, users, suspect)
        : layout.requireAgreed(source).thenCompose(unused -> claimScript.run(keys, users, suspect));
  }

  @Override
  public CompletionStage<SettleResult> settle(Settlement settlement) {
    var user = settlement.user();
    return commits(user.source())
        .get(user.shard())
        .settle(settlement)
        .exceptionally(failure -> SettleResult.UNAVAILABLE);
  }

  private List<ShardCommits> commits(String source) {
    return commits.computeIfAbsent(
        source,
        name ->
            shardKeys.of(name).stream()
                .map(keys -> new ShardCommits(redis, config, bounds, keys))
                .toList());
  }

  @Override
  public CompletionStage<Void> forgetProfiles(String source, Collection<String> userIds) {
    Map<QueueKeys, List<String>> byShard = new HashMap<>();
    for (String userId : userIds) {
      byShard
          .computeIfAbsent(shardKeys.of(source, userId), unused -> new ArrayList<>())
          .add(userId);
    }
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (var part : byShard.entrySet()) {
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
