package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.queue.ParkedUsers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Parks users by moving them from one sorted set to another. */
final class RedisParkedUsers implements ParkedUsers {

  private final RedisConnection redis;
  private final ShardKeys shardKeys;

  RedisParkedUsers(RedisConnection redis, ShardKeys shardKeys) {
    this.redis = redis;
    this.shardKeys = shardKeys;
  }

  @Override
  public CompletionStage<List<String>> park(String source, List<String> userIds) {
    return move(source, userIds, QueueKeys::ready, QueueKeys::parked, "");
  }

  @Override
  public CompletionStage<List<String>> unpark(String source, List<String> userIds) {
    return move(source, userIds, QueueKeys::parked, QueueKeys::ready, QueueKeys.channel(source));
  }

  private CompletionStage<List<String>> move(
      String source,
      List<String> userIds,
      Function<QueueKeys, Object> from,
      Function<QueueKeys, Object> to,
      String channel) {
    Map<Integer, List<String>> byShard =
        userIds.stream()
            .collect(Collectors.groupingBy(user -> QueueKeys.shardOf(user, shardKeys.shards())));
    CompletionStage<List<String>> moved = CompletableFuture.completedFuture(new ArrayList<>());
    for (var part : byShard.entrySet()) {
      var keys = shardKeys.of(source).get(part.getKey());
      List<byte[]> arguments = new ArrayList<>();
      arguments.add(utf8(channel));
      part.getValue().forEach(user -> arguments.add(utf8(user)));
      var answer = redis.list(Script.PARK, List.of(from.apply(keys), to.apply(keys)), arguments);
      moved =
          moved.thenCombine(
              answer,
              (all, flags) -> {
                for (int i = 0; i < flags.size(); i++) {
                  if ((Long) flags.get(i) == 1) {
                    all.add(part.getValue().get(i));
                  }
                }
                return all;
              });
    }
    return moved;
  }
}
