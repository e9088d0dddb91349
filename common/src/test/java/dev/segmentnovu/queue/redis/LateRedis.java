package dev.segmentnovu.queue.redis;

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
final class LateRedis extends DisturbedRedis {

  private final Random random;
  private final List<Supplier<CompletionStage<?>>> calls = new ArrayList<>();

  LateRedis(Random random) {
    this.random = random;
  }

  /** All calls reach Redis once more, in their order. */
  void sendAllAgain() {
    List.copyOf(calls).forEach(call -> call.get().toCompletableFuture().join());
  }

  @Override
  <T> CompletionStage<T> disturbed(Supplier<CompletionStage<T>> call) {
    T reply = call.get().toCompletableFuture().join();
    calls.add(call::get);
    if (random.nextInt(3) == 0) {
      int last = calls.size() - 1;
      calls.get(Math.max(0, last - random.nextInt(12))).get().toCompletableFuture().join();
    }
    return CompletableFuture.completedFuture(reply);
  }
}
