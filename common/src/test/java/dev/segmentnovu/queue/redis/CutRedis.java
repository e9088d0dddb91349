package dev.segmentnovu.queue.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A real Redis whose client is cut off at one call: before the call reaches Redis, or after Redis
 * has run it and before the reply comes. All later calls fail too, as if the process were dead.
 */
final class CutRedis extends DisturbedRedis {

  private int left = Integer.MAX_VALUE;
  private boolean runsTheLast;
  private int undisturbed = Integer.MAX_VALUE;
  private Runnable disturbance = () -> {};

  /** The client is cut off {@code calls} calls from now. */
  void cutAfter(int calls, boolean runsTheLast) {
    left = calls;
    this.runsTheLast = runsTheLast;
  }

  /** Something else happens before the call that is {@code calls} calls from now. */
  void beforeCall(int calls, Runnable happens) {
    undisturbed = calls;
    disturbance = happens;
  }

  @Override
  <T> CompletionStage<T> disturbed(Supplier<CompletionStage<T>> call) {
    if (--undisturbed == 0) {
      disturbance.run();
    }
    left--;
    if (left > 0) {
      return call.get();
    }
    CompletionStage<T> cut = CompletableFuture.failedFuture(new CutException());
    return left == 0 && runsTheLast
        ? call.get().handle((reply, failure) -> reply).thenCompose(unused -> cut)
        : cut;
  }

  /** In place of the death of the process. */
  static final class CutException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
