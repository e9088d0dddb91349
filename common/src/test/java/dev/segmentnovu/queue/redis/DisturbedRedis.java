package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A real Redis between which and its client something happens to the calls of scripts. */
abstract class DisturbedRedis extends RedisConnection {

  DisturbedRedis() {
    super(TestRedis.redis());
  }

  /**
   * What becomes of a call.
   *
   * @param call sends it, each time it is asked
   */
  abstract <T> CompletionStage<T> disturbed(Supplier<CompletionStage<T>> call);

  @Override
  public CompletionStage<Long> number(Script script, List<String> keys, ScriptArguments arguments) {
    return disturbed(() -> super.number(script, keys, arguments));
  }

  @Override
  public CompletionStage<ScriptReply> list(
      Script script, List<String> keys, ScriptArguments arguments) {
    return disturbed(() -> super.list(script, keys, arguments));
  }

  @Override
  public CompletionStage<String> text(Script script, List<String> keys, ScriptArguments arguments) {
    return disturbed(() -> super.text(script, keys, arguments));
  }
}
