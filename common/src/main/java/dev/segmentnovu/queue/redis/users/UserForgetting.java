package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.admin.history.Rejections;
import dev.segmentnovu.queue.admin.users.Users.Forgotten;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.UserScripts;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Forgets users everywhere, in small steps. */
final class UserForgetting {

  /** A source that sends events of the user all the time must not keep the caller waiting. */
  private static final int PASSES_AT_MOST = 10;

  private final UserScripts scripts;
  private final RecordForgetting records;
  private final ShardKeys shardKeys;

  UserForgetting(RedisConnection redis, ShardKeys shardKeys, Rejections rejections) {
    scripts = new UserScripts(redis);
    records = new RecordForgetting(redis, shardKeys, rejections);
    this.shardKeys = shardKeys;
  }

  /**
   * The queue comes first: afterwards no worker makes a new record of an event that waited. A
   * replay may put a dead letter back before it is found: so the queue is emptied again, until a
   * pass removes nothing.
   */
  CompletionStage<Forgotten> forget(String source, String userId) {
    return forgetQueued(source, userId)
        .thenCompose(
            queued -> forgetAll(source, userId, new Forgotten(queued, 0, 0, 0), PASSES_AT_MOST));
  }

  private CompletionStage<Forgotten> forgetAll(
      String source, String userId, Forgotten before, int passes) {
    return records
        .forget(source, List.of(userId))
        .thenCompose(
            removed ->
                forgetQueued(source, userId)
                    .thenApply(
                        queued ->
                            new Forgotten(
                                before.queued() + queued,
                                before.deadLetters() + removed.deadLetters(),
                                before.deliveries() + removed.deliveries(),
                                before.rejections() + removed.rejections())))
        .thenCompose(
            sum ->
                passes == 1 || sum.equals(before)
                    ? CompletableFuture.completedFuture(sum)
                    : forgetAll(source, userId, sum, passes - 1));
  }

  private CompletionStage<Long> forgetQueued(String source, String userId) {
    return forgetEvents(shardKeys.of(source, userId), userId, UserScripts.ALL, 0)
        .thenCompose(queued -> forgetAlone(source, userId, queued));
  }

  private CompletionStage<Long> forgetEvents(
      QueueKeys keys, String orderingKey, long most, long before) {
    return scripts
        .forget(keys, orderingKey, most)
        .thenCompose(
            step -> {
              long sum = before + step.forgotten();
              return step.left() == 0
                  ? CompletableFuture.completedFuture(sum)
                  : forgetEvents(keys, orderingKey, step.left(), sum);
            });
  }

  /** Events without order have ordering keys of their own, in any shard. */
  private CompletionStage<Long> forgetAlone(String source, String userId, long before) {
    String start = OrderingKey.alone(userId, "");
    CompletionStage<Long> all = CompletableFuture.completedFuture(before);
    for (QueueKeys keys : shardKeys.of(source)) {
      for (String set : List.of(keys.ready(), keys.parked())) {
        all = all.thenCompose(sum -> forgetAlone(keys, set, start, UserScripts.FIRST_CURSOR, sum));
      }
    }
    return all;
  }

  private CompletionStage<Long> forgetAlone(
      QueueKeys keys, String set, String start, String cursor, long before) {
    return scripts
        .scan(set, start, cursor)
        .thenCompose(
            found -> {
              CompletionStage<Long> forgotten = CompletableFuture.completedFuture(before);
              for (String key : found.names()) {
                forgotten =
                    forgotten.thenCompose(sum -> forgetEvents(keys, key, UserScripts.ALL, sum));
              }
              return forgotten.thenCompose(
                  sum ->
                      found.nextCursor().equals(UserScripts.FIRST_CURSOR)
                          ? CompletableFuture.completedFuture(sum)
                          : forgetAlone(keys, set, start, found.nextCursor(), sum));
            });
  }
}
