package dev.segmentnovu.worker.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Does on an event loop what a worker does there; elsewhere an answer may be over unread. */
public final class OnLoop {

  private OnLoop() {}

  /** What comes of {@code step}, begun on a loop of {@code vertx}. */
  public static <T> T get(Vertx vertx, Supplier<Future<T>> step) {
    return result(Future.future(done -> vertx.runOnContext(loop -> begun(step).onComplete(done))));
  }

  /** What {@code step} gives, on this loop. */
  public static <T> T get(Context loop, Supplier<T> step) {
    return result(
        Future.future(
            done ->
                loop.runOnContext(
                    unused -> begun(() -> Future.succeededFuture(step.get())).onComplete(done))));
  }

  /** What it comes to. */
  public static <T> T result(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <T> Future<T> begun(Supplier<Future<T>> step) {
    // what is thrown is a failure, too
    return Future.succeededFuture().compose(unused -> step.get());
  }
}
