package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A real Redis that some calls reach a second time, some calls later: as if the client had sent
 * them again on a new connection, and the former one was slow.
 */
final class LateRedis extends RedisConnection {

  private final Random random;
  private final List<Supplier<CompletionStage<?>>> calls = new ArrayList<>();

  LateRedis(Random random) {
    super(TestRedis.redis());
    this.random = random;
  }

  /** All calls reach Redis once more, in their order. */
  void sendAllAgain() {
    List.copyOf(calls).forEach(call -> call.get().toCompletableFuture().join());
  }

  private <T> CompletionStage<T> late(Supplier<CompletionStage<T>> call) {
    T reply = call.get().toCompletableFuture().join();
    calls.add(call::get);
    if (random.nextInt(3) == 0) {
      int last = calls.size() - 1;
      calls.get(Math.max(0, last - random.nextInt(12))).get().toCompletableFuture().join();
    }
    return CompletableFuture.completedFuture(reply);
  }

  @Override
  public CompletionStage<Long> number(Script script, List<String> keys, ScriptArguments arguments) {
    return late(() -> super.number(script, keys, arguments));
  }

  @Override
  public CompletionStage<ScriptReply> list(
      Script script, List<String> keys, ScriptArguments arguments) {
    return late(() -> super.list(script, keys, arguments));
  }

  @Override
  public CompletionStage<String> text(Script script, List<String> keys, ScriptArguments arguments) {
    return late(() -> super.text(script, keys, arguments));
  }
}
