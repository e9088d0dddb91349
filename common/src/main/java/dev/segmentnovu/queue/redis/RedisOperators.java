package dev.segmentnovu.queue.redis;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.admin.AuditEntries;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.ParkedUsers;
import dev.segmentnovu.queue.admin.QueueView;
import dev.segmentnovu.queue.admin.RedisMemory;
import dev.segmentnovu.queue.admin.history.Marks;
import dev.segmentnovu.queue.admin.history.OperatorHistory;
import dev.segmentnovu.queue.control.Presence;
import dev.segmentnovu.queue.control.Probes;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.jobs.JobQueue;
import dev.segmentnovu.queue.redis.alerts.RedisAlertStore;
import dev.segmentnovu.queue.redis.auditlog.RedisAuditEntries;
import dev.segmentnovu.queue.redis.client.RedisConnection;
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
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.users.RedisDeliveries;
import dev.segmentnovu.queue.redis.users.RedisEventSearch;
import dev.segmentnovu.queue.redis.users.RedisUsers;
import dev.segmentnovu.queue.redis.users.RedisWaitingEvents;
import java.util.List;
import java.util.function.Supplier;

/**
 * What operators do with the queues in one Redis, and what processes tell each other there. Each
 * part is safe for use from any thread, and works as long as the queue is not closed.
 */
public final class RedisOperators {

  private final RedisConnection redis;
  private final RelayConfig.Queue config;
  private final ShardKeys shardKeys;
  private final DeadLetterBounds bounds;
  private final QueueView view;
  private final RedisMemory memory;

  RedisOperators(
      RedisConnection redis,
      RelayConfig.Queue config,
      ShardKeys shardKeys,
      DeadLetterBounds bounds,
      QueueView view,
      RedisMemory memory) {
    this.redis = redis;
    this.config = config;
    this.shardKeys = shardKeys;
    this.bounds = bounds;
    this.view = view;
    this.memory = memory;
  }

  /**
   * All that the admin port needs.
   *
   * @param sources the sources that operators see; they may change
   * @param recorder counts what the admin port itself does
   */
  public OperatorQueue queue(Supplier<List<String>> sources, ActivityRecorder recorder) {
    DeadLetters deadLetters = deadLetters(sources);
    var rejections = new RedisRejections(redis);
    var deliveries = new RedisDeliveries(redis, shardKeys, sources, config.deliveries());
    return new OperatorQueue(
        view,
        deadLetters,
        parkedUsers(),
        new RedisSourcePauses(redis),
        new RedisProbes(redis),
        new RedisPresence(redis),
        new RedisServer(redis, shardKeys),
        auditEntries(),
        new RedisAlertStore(redis),
        memory,
        new OperatorHistory(
            recorder, history(), new RedisFailureGroups(redis), rejections, marks()),
        new RedisUsers(redis, shardKeys, deadLetters, rejections, sources, recorder),
        deliveries,
        new RedisEventSearch(
            redis, shardKeys, config.deduplication(), deadLetters, deliveries, rejections, sources),
        new RedisWaitingEvents(redis, shardKeys));
  }

  /** The dead letters of these sources. */
  public DeadLetters deadLetters(List<String> sources) {
    return deadLetters(() -> sources);
  }

  private DeadLetters deadLetters(Supplier<List<String>> sources) {
    return new RedisDeadLetters(redis, sources, shardKeys, bounds);
  }

  /** The parked users. */
  public ParkedUsers parkedUsers() {
    return new RedisParkedUsers(redis, shardKeys);
  }

  /** The audit log of operators. */
  public AuditEntries auditEntries() {
    return new RedisAuditEntries(redis);
  }

  /** The jobs of operators. */
  public JobQueue jobs() {
    return RedisJobs.in(redis, shardKeys, view);
  }

  /** The counts over time. */
  public RedisHistory history() {
    return new RedisHistory(redis);
  }

  /** The marks of changes and deployments. */
  public Marks marks() {
    return new RedisMarks(redis);
  }

  /** The audit of queues. */
  public QueueAudit audit() {
    return new QueueAudit(redis, shardKeys, config.deduplication());
  }

  /** By which a process tells others that it is alive. */
  public Presence presence() {
    return new RedisPresence(redis);
  }

  /** By which a worker asks Novu for operators. */
  public Probes probes() {
    return new RedisProbes(redis);
  }
}
