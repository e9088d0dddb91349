package dev.segmentnovu.worker.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs steps on an event loop, as a worker does: on another thread a response may be missed. */
public final class OnLoop {

  private OnLoop() {}

  /** The result of {@code step}, which starts on an event loop of {@code vertx}. */
  public static <T> T get(Vertx vertx, Supplier<Future<T>> step) {
    return result(Future.future(done -> vertx.runOnContext(loop -> begun(step).onComplete(done))));
  }

  /** The value of {@code step}, which runs on this event loop. */
  public static <T> T get(Context loop, Supplier<T> step) {
    return result(
        Future.future(
            done ->
                loop.runOnContext(
                    unused -> begun(() -> Future.succeededFuture(step.get())).onComplete(done))));
  }

  /** Waits for the result. */
  public static <T> T result(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <T> Future<T> begun(Supplier<Future<T>> step) {
    // an exception is a failure too
    return Future.succeededFuture().compose(unused -> step.get());
  }
}
