package dev.segmentnovu.sandbox.faults;

import dev.segmentnovu.sandbox.received.ReceivedRequest;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The faults that requests have not used yet. The oldest is used first. Safe for use from any
 * thread.
 */
public final class Faults {
  private static final int LIMIT = 1_000;

  private final List<Fault> due = new ArrayList<>();
  private volatile FaultScript script = FaultScript.NONE;

  /**
   * Adds a fault.
   *
   * @throws IllegalStateException if 1,000 are waiting already
   */
  public synchronized void add(Fault fault) {
    if (due.size() >= LIMIT) {
      throw new IllegalStateException(LIMIT + " faults are waiting already; clear them first");
    }
    due.add(fault);
  }

  /** Asks {@code decider} from now on about each request that no waiting fault matches. */
  public void script(FaultScript decider) {
    script = decider;
  }

  /** Uses the first waiting fault that matches, once; otherwise the fault that the script gives. */
  public Optional<Fault> take(ReceivedRequest request, MultiMap headers) {
    return takeWaiting(request).or(() -> script.faultOf(request, headers));
  }

  private synchronized Optional<Fault> takeWaiting(ReceivedRequest request) {
    for (int i = 0; i < due.size(); i++) {
      Fault fault = due.get(i);
      if (fault.match().fits(request)) {
        if (fault.times() == 1) {
          due.remove(i);
        } else {
          due.set(i, fault.left(fault.times() - 1));
        }
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  public synchronized List<Fault> waiting() {
    return List.copyOf(due);
  }

  public synchronized void clear() {
    due.clear();
  }
}
