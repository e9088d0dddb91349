package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code park.lua} and {@code unpark.lua}: parks users, and ends that. */
public final class ParkScript {

  private static final Script PARK = Script.load("park");
  private static final Script UNPARK = Script.load("unpark");

  /** So many users of a shard are parked at most without events, so that the set is bounded. */
  public static final int MAX_PARKED = 10_000;

  private final RedisConnection redis;

  public ParkScript(RedisConnection redis) {
    this.redis = redis;
  }

  /**
   * Parks users of one shard. Fails with {@link QueueUnavailableException}.
   *
   * @return those that are parked now; the others are not, because too many are
   */
  public CompletionStage<List<String>> park(QueueKeys keys, List<String> users) {
    return redis
        .list(PARK, sets(keys), new ScriptArguments().number(MAX_PARKED).texts(users))
        .thenApply(
            reply -> {
              List<String> parked = new ArrayList<>();
              for (String user : users) {
                if (reply.number() == 1) {
                  parked.add(user);
                }
              }
              return parked;
            });
  }

  /** Unparks users of one shard. Fails with {@link QueueUnavailableException}. */
  public CompletionStage<Void> unpark(QueueKeys keys, List<String> users) {
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .text(QueueKeys.dueChannel(keys.source()))
            .texts(users);
    return redis.number(UNPARK, sets(keys), arguments).thenAccept(unparked -> {});
  }

  private static List<String> sets(QueueKeys keys) {
    return List.of(keys.ready(), keys.parked(), keys.parkedSince());
  }
}
