package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.admin.ParkedUsers;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.ParkScript;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

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
    return inShards(source, userIds, script::park);
  }

  @Override
  public CompletionStage<List<String>> unpark(String source, List<String> userIds) {
    return inShards(source, userIds, script::unpark);
  }

  private CompletionStage<List<String>> inShards(
      String source,
      List<String> userIds,
      BiFunction<QueueKeys, List<String>, CompletionStage<List<String>>> move) {
    Map<QueueKeys, List<String>> byShard =
        userIds.stream().collect(Collectors.groupingBy(user -> shardKeys.of(source, user)));
    CompletionStage<List<String>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (var part : byShard.entrySet()) {
      all =
          all.thenCombine(
              move.apply(part.getKey(), part.getValue()),
              (before, moved) -> {
                before.addAll(moved);
                return before;
              });
    }
    return all;
  }
}
