package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.admin.ParkedUsers;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.ParkScript;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Parks users by moving them from one sorted set to another. */
final class RedisParkedUsers implements ParkedUsers {

  private final ParkScript script;
  private final ShardKeys shardKeys;

  RedisParkedUsers(RedisConnection redis, ShardKeys shardKeys) {
    script = new ParkScript(redis);
    this.shardKeys = shardKeys;
  }

  @Override
  public CompletionStage<List<String>> park(String source, List<String> userIds) {
    var not = shardKeys.notNow(source);
    if (not.isPresent()) {
      return CompletableFuture.failedFuture(not.get());
    }
    CompletionStage<List<String>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (var part : shardKeys.byShard(source, userIds).entrySet()) {
      all =
          all.thenCombine(
              script.park(part.getKey(), part.getValue()),
              (before, parked) -> {
                before.addAll(parked);
                return before;
              });
    }
    return all;
  }

  @Override
  public CompletionStage<Void> unpark(String source, List<String> userIds) {
    var not = shardKeys.notNow(source);
    if (not.isPresent()) {
      return CompletableFuture.failedFuture(not.get());
    }
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (var part : shardKeys.byShard(source, userIds).entrySet()) {
      all = all.thenCombine(script.unpark(part.getKey(), part.getValue()), (a, b) -> null);
    }
    return all;
  }
}
