package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.RecordScripts;
import dev.segmentnovu.queue.redis.script.users.UserScripts;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Forgets what is stored of users beside the queue: their dead letters and the records of their
 * finished events. These are not sorted by user, so each is examined, in small steps; several users
 * share the work. Safe for use from any thread.
 */
public final class RecordForgetting {

  private final RecordScripts scripts;
  private final ShardKeys shardKeys;

  /** Forgets in the queues of {@code redis}. */
  public RecordForgetting(RedisConnection redis, ShardKeys shardKeys) {
    scripts = new RecordScripts(redis);
    this.shardKeys = shardKeys;
  }

  /** How many records were removed. */
  public record Removed(long deadLetters, long deliveries) {

    private Removed plus(long moreDeadLetters, long moreDeliveries) {
      return new Removed(deadLetters + moreDeadLetters, deliveries + moreDeliveries);
    }
  }

  /**
   * Forgets the records of users. Fails with {@link QueueUnavailableException}; what was removed
   * until then stays removed.
   *
   * @param userIds at least one, at most a few thousand
   */
  public CompletionStage<Removed> forget(String source, Collection<String> userIds) {
    CompletionStage<Removed> all = CompletableFuture.completedFuture(new Removed(0, 0));
    for (QueueKeys keys : shardKeys.of(source)) {
      all =
          all.thenCompose(
                  sum -> forgetDead(keys, userIds, UserScripts.FIRST_CURSOR, ScanSize.first(), sum))
              .thenCompose(sum -> forgetDeliveries(keys, userIds, 0, sum));
    }
    return all;
  }

  private CompletionStage<Removed> forgetDead(
      QueueKeys keys, Collection<String> userIds, String cursor, ScanSize size, Removed before) {
    return scripts
        .forgetDead(keys, userIds, cursor, size.count())
        .thenCompose(
            step -> {
              Removed sum = before.plus(step.forgotten(), 0);
              return step.hasMore()
                  ? forgetDead(keys, userIds, step.nextCursor(), size.after(step.bytes()), sum)
                  : CompletableFuture.completedFuture(sum);
            });
  }

  private CompletionStage<Removed> forgetDeliveries(
      QueueKeys keys, Collection<String> userIds, long from, Removed before) {
    return scripts
        .forgetDeliveries(keys, userIds, from)
        .thenCompose(
            step -> {
              Removed sum = before.plus(0, step.forgotten());
              return step.examined() < RecordScripts.DELIVERIES_AT_ONCE
                  ? CompletableFuture.completedFuture(sum)
                  : forgetDeliveries(keys, userIds, from + step.examined(), sum);
            });
  }
}
