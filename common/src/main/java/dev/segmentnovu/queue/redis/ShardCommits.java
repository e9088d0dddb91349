package dev.segmentnovu.queue.redis;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.deadletters.DeadLetterBounds;
import dev.segmentnovu.queue.redis.script.EnqueueScript;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.SettleScript;
import dev.segmentnovu.queue.redis.script.SettleScript.Item;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends the events and the settlements of one shard to Redis, each in groups. Safe for use from any
 * thread.
 */
final class ShardCommits {

  /** A call stays small enough for Redis to serve others meanwhile. */
  private static final int MAX_CALL_BYTES = 1_000_000;

  private final QueueKeys keys;
  private final EnqueueScript enqueueScript;
  private final SettleScript settleScript;
  private final DeadLetterBounds bounds;
  private final ShardKeys shardKeys;
  private final FormerIds formerIds;
  private final GroupCommit<List<NewEvent>, Long> enqueues =
      new GroupCommit<>(this::send, EnqueueScript::weightBytes, MAX_CALL_BYTES);
  private final GroupCommit<Item, SettleResult> settlements =
      new GroupCommit<>(this::settle, Item::weightBytes, MAX_CALL_BYTES);

  ShardCommits(
      RedisConnection redis,
      RelayConfig.Queue config,
      DeadLetterBounds bounds,
      ShardKeys shardKeys,
      QueueKeys keys) {
    this.keys = keys;
    this.shardKeys = shardKeys;
    formerIds = new FormerIds(redis, shardKeys);
    this.bounds = bounds;
    enqueueScript = new EnqueueScript(redis, config.deduplication());
    settleScript = new SettleScript(redis, config.lease(), config.deliveries(), keys.shards());
  }

  /** Sends events of one request; returns how many were duplicates. */
  CompletionStage<Long> enqueue(List<NewEvent> events) {
    return enqueues.submit(events);
  }

  private CompletionStage<List<Long>> send(List<List<NewEvent>> requests) {
    List<NewEvent> events = requests.stream().flatMap(List::stream).toList();
    CompletionStage<Long> sent =
        shardKeys.hasFormer(keys.source())
            ? formerIds.unknown(keys.source(), events).thenCompose(fresh -> send(events, fresh))
            : enqueueScript.run(keys, events);
    return sent.thenApply(duplicates -> perRequest(requests.size(), duplicates));
  }

  private CompletionStage<Long> send(List<NewEvent> all, List<NewEvent> fresh) {
    long known = (long) all.size() - fresh.size();
    return fresh.isEmpty()
        ? CompletableFuture.completedFuture(known)
        : enqueueScript.run(keys, fresh).thenApply(duplicates -> known + duplicates);
  }

  /**
   * The script counts the duplicates of the whole group. The first request reports them all, so
   * that the sum is right.
   */
  private static List<Long> perRequest(int requests, long duplicates) {
    List<Long> each = new ArrayList<>(Collections.nCopies(requests, 0L));
    each.set(0, duplicates);
    return each;
  }

  /** Sends a settlement. Fails if it cannot be encoded. */
  CompletionStage<SettleResult> settle(Settlement settlement) {
    Item item;
    try {
      item = SettleScript.item(settlement);
    } catch (Throwable e) {
      // an Error too: a settlement that cannot be encoded must not stop the others
      return CompletableFuture.failedFuture(e);
    }
    return settlements.submit(item);
  }

  private CompletionStage<List<SettleResult>> settle(List<Item> items) {
    return settleScript
        .run(keys, items)
        .thenCompose(
            results ->
                items.stream().anyMatch(Item::hasDeadLetters)
                    // the next trim evicts what a failed one leaves
                    ? bounds.trim(keys).handle((evicted, failure) -> results)
                    : CompletableFuture.completedFuture(results));
  }
}
