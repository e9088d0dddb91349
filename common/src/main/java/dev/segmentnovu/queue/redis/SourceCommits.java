package dev.segmentnovu.queue.redis;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.deadletters.DeadLetterBounds;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends the events and the settlements of all sources to the shards of their users. Safe for use
 * from any thread.
 */
final class SourceCommits {

  private final RedisConnection redis;
  private final RelayConfig.Queue config;
  private final QueueLayout layout;
  private final ShardKeys shardKeys;
  private final DeadLetterBounds bounds;
  private final Map<QueueKeys, ShardCommits> shards = new ConcurrentHashMap<>();

  SourceCommits(
      RedisConnection redis,
      RelayConfig.Queue config,
      QueueLayout layout,
      DeadLetterBounds bounds) {
    this.redis = redis;
    this.config = config;
    this.layout = layout;
    this.bounds = bounds;
    shardKeys = layout.keys();
  }

  /** Adds events, again after the queue was divided anew. Does not fail. */
  CompletionStage<EnqueueResult> enqueue(String source, List<NewEvent> events) {
    CompletionStage<Long> sent =
        layout.isAgreed(source)
            ? send(source, events)
            : layout.requireAgreed(source).thenCompose(unused -> send(source, events));
    return sent.exceptionallyCompose(
            failure ->
                QueueLayout.isMoved(failure)
                    ? layout.agreeOnce(source).thenCompose(unused -> send(source, events))
                    : CompletableFuture.failedFuture(failure))
        .handle(
            (duplicates, failure) ->
                failure == null
                    ? new EnqueueResult.Accepted(Math.toIntExact(duplicates))
                    : refused(failure));
  }

  private CompletionStage<Long> send(String source, List<NewEvent> events) {
    Map<QueueKeys, List<NewEvent>> byShard = new LinkedHashMap<>();
    for (NewEvent event : events) {
      QueueKeys keys = shardKeys.of(source, event.orderingKey());
      byShard.computeIfAbsent(keys, unused -> new ArrayList<>()).add(event);
    }
    CompletionStage<Long> duplicates = CompletableFuture.completedFuture(0L);
    for (var part : byShard.entrySet()) {
      var sent = of(part.getKey()).enqueue(part.getValue());
      duplicates = duplicates.thenCombine(sent, Long::sum);
    }
    return duplicates;
  }

  private static EnqueueResult refused(Throwable failure) {
    QueueUnavailableException known = QueueUnavailableException.in(failure).orElse(null);
    if (known == null) {
      return new EnqueueResult.Unavailable(QueueChecks.reason(failure));
    }
    String reason = String.valueOf(known.getMessage());
    return switch (known.why()) {
      case FULL -> new EnqueueResult.Full();
      case UNREPLICATED -> new EnqueueResult.Unreplicated(reason);
      case AWAY, MOVED -> new EnqueueResult.Unavailable(reason);
    };
  }

  /** Settles what a worker has claimed. Does not fail. */
  CompletionStage<SettleResult> settle(Settlement settlement) {
    var user = settlement.user();
    List<QueueKeys> all = shardKeys.of(user.source());
    if (user.shard() >= all.size()) {
      // the shards were fewer before all leases of the former ones had ended
      return CompletableFuture.completedFuture(SettleResult.STALE);
    }
    return of(all.get(user.shard()))
        .settle(settlement)
        .exceptionally(failure -> SettleResult.UNAVAILABLE);
  }

  private ShardCommits of(QueueKeys shard) {
    return shards.computeIfAbsent(
        shard, keys -> new ShardCommits(redis, config, bounds, shardKeys, keys));
  }
}
