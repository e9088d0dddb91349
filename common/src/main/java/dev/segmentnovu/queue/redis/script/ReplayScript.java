package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.util.concurrent.CompletionStage;

/** {@code replay.lua}: moves a dead letter back into its user's list. */
public final class ReplayScript {

  private static final Script SCRIPT = Script.load("replay");

  private static final long DONE = 1;
  private static final long HEAD_IN_DELIVERY = 2;

  private final RedisConnection redis;

  public ReplayScript(RedisConnection redis) {
    this.redis = redis;
  }

  /**
   * Replays one dead letter. Fails with {@link QueueUnavailableException}.
   *
   * @param id of the dead letter
   * @param orderingKey of the list that the entry goes to; of the shard of {@code keys}
   * @param entry what is put back
   */
  public CompletionStage<ReplayResult> run(
      QueueKeys keys, String id, String orderingKey, Position position, byte[] entry) {
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .text(id)
            .text(orderingKey)
            .text(
                switch (position) {
                  case HEAD -> "head";
                  case TAIL -> "tail";
                })
            .bytes(entry)
            .text(QueueKeys.dueChannel(keys.source()));
    return redis.number(SCRIPT, keys.ofEvents(), arguments).thenApply(ReplayScript::result);
  }

  private static ReplayResult result(long reply) {
    if (reply == DONE) {
      return ReplayResult.REPLAYED;
    }
    return reply == HEAD_IN_DELIVERY ? ReplayResult.BUSY : ReplayResult.GONE;
  }
}
