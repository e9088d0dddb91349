package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Tells claim loops that a source may have room for more users. */
@EventLoopConfined
public final class RoomSignal {

  private Promise<Void> next = Promise.promise();

  /** Completes with the next signal. */
  public Future<Void> next() {
    return next.future();
  }

  /** There may be more room. The loop that asked first is told first. */
  public void signal() {
    Promise<Void> told = next;
    next = Promise.promise();
    told.complete();
  }
}
