package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code park.lua}: parks users, or makes them due again. */
public final class ParkScript {

  private static final Script SCRIPT = Script.load("park");

  private final RedisConnection redis;

  public ParkScript(RedisConnection redis) {
    this.redis = redis;
  }

  /**
   * Parks users of one shard. Fails with {@link QueueUnavailableException}.
   *
   * @return those that are parked now
   */
  public CompletionStage<List<String>> park(QueueKeys keys, List<String> users) {
    return move(keys.ready(), keys.parked(), "", users);
  }

  /**
   * Unparks users of one shard. Fails with {@link QueueUnavailableException}.
   *
   * @return those that may be claimed now, a lease or backoff excepted
   */
  public CompletionStage<List<String>> unpark(QueueKeys keys, List<String> users) {
    return move(keys.parked(), keys.ready(), QueueKeys.dueChannel(keys.source()), users);
  }

  private CompletionStage<List<String>> move(
      String from, String to, String channel, List<String> users) {
    return redis
        .list(SCRIPT, List.of(from, to), new ScriptArguments().text(channel).texts(users))
        .thenApply(reply -> moved(users, reply));
  }

  private static List<String> moved(List<String> users, ScriptReply reply) {
    List<String> moved = new ArrayList<>();
    for (String user : users) {
      if (reply.number() == 1) {
        moved.add(user);
      }
    }
    return moved;
  }
}
