package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How the workers of all processes tell one another that a source has to wait, and that it need not
 * any more. Hints: one may be lost, or come late, and a worker that missed it finds out by itself.
 * Safe for use from any thread.
 */
public interface PauseSignals {

  /**
   * Tells all workers of the source, this one included. Never fails.
   *
   * @param source a configured source's name
   */
  void announce(String source, Signal signal);

  /**
   * Calls {@code listener} for each signal.
   *
   * @param source a configured source's name
   * @param listener called on a thread of the Redis client, which may be an event loop; must not
   *     block
   */
  void onSignal(String source, Consumer<Signal> listener);

  /**
   * What a worker found out.
   *
   * @param novu which environment and key of Novu has answered, by its fingerprint: a source may
   *     have another by the time the signal comes
   * @param status Novu's answer that the source is to wait for; 0 if it need not wait any more
   * @param pause how long, in whole ms; zero if it need not wait any more
   */
  record Signal(String novu, int status, Duration pause) {
    /** The source need not wait any more. */
    public static Signal open(String novu) {
      return new Signal(novu, 0, Duration.ZERO);
    }

    /** Whether the source need not wait any more. */
    public boolean isOpen() {
      return pause.isZero();
    }
  }
}
