package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.KnownIdsScript;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds the events that were accepted before the queue was divided anew. Their message ids are in
 * the shards that took them, which accept nothing since. Safe for use from any thread.
 */
final class FormerIds {

  private final KnownIdsScript script;
  private final ShardKeys shardKeys;

  FormerIds(RedisConnection redis, ShardKeys shardKeys) {
    script = new KnownIdsScript(redis);
    this.shardKeys = shardKeys;
  }

  /** The events that no former shard accepted, in their order. */
  CompletionStage<List<NewEvent>> unknown(String source, List<NewEvent> events) {
    Map<QueueKeys, List<String>> asked = new LinkedHashMap<>();
    for (NewEvent event : events) {
      for (QueueKeys keys : shardKeys.former(source, event.orderingKey())) {
        asked.computeIfAbsent(keys, unused -> new ArrayList<>()).add(event.messageId());
      }
    }
    CompletionStage<Set<String>> known = CompletableFuture.completedFuture(new HashSet<>());
    for (var part : asked.entrySet()) {
      known =
          known.thenCombine(
              script.run(part.getKey(), part.getValue()),
              (all, more) -> {
                all.addAll(more);
                return all;
              });
    }
    return known.thenApply(
        ids -> events.stream().filter(event -> !ids.contains(event.messageId())).toList());
  }
}
