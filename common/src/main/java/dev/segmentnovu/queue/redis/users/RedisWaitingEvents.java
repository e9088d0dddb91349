package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.admin.users.WaitingEvents;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.WaitingScripts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The events that wait in Redis. */
public final class RedisWaitingEvents implements WaitingEvents {

  private final WaitingScripts scripts;
  private final ShardKeys shardKeys;

  /** Events in the queues of {@code redis}. */
  public RedisWaitingEvents(RedisConnection redis, ShardKeys shardKeys) {
    scripts = new WaitingScripts(redis);
    this.shardKeys = shardKeys;
  }

  @Override
  public CompletionStage<List<Entry>> latest(String source, int limit) {
    List<Entry> found = new ArrayList<>();
    CompletionStage<Void> reading = CompletableFuture.completedFuture(null);
    for (QueueKeys keys : shardKeys.of(source)) {
      reading =
          reading
              .thenCompose(unused -> scripts.latest(keys, limit))
              .thenAccept(
                  waiting ->
                      waiting.forEach(
                          each ->
                              found.add(
                                  new Entry(
                                      source,
                                      OrderingKey.userId(each.orderingKey()),
                                      each.entry()))));
    }
    return reading.thenApply(unused -> List.copyOf(found));
  }
}
