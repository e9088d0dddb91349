package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Signals to claim loops that a source may have capacity for more users. */
@EventLoopConfined
public final class CapacitySignal {

  private Promise<Void> next = Promise.promise();

  /** Completes with the next signal. */
  public Future<Void> next() {
    return next.future();
  }

  /** Signals once. The loops run in the order in which they asked for the signal. */
  public void signal() {
    Promise<Void> current = next;
    next = Promise.promise();
    current.complete();
  }
}
