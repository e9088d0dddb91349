package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The signals by which the workers of all processes pause and resume a source together. A signal is
 * a hint: it may be lost or late, and a worker that misses it finds out from Novu itself. Safe for
 * use from any thread.
 */
public interface PauseSignals {

  /**
   * Sends a signal to all workers of the source, this one included. Never fails.
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
   * What a worker observed of Novu.
   *
   * @param novu the fingerprint of the Novu environment and key that responded: the source may have
   *     another by the time the signal arrives
   * @param status the HTTP status that pauses the source; 0 to resume it
   * @param pause how long, in whole ms; zero to resume it
   */
  record Signal(String novu, int status, Duration pause) {
    /** A signal that resumes the source. */
    public static Signal open(String novu) {
      return new Signal(novu, 0, Duration.ZERO);
    }

    /** Whether it resumes the source. */
    public boolean isOpen() {
      return pause.isZero();
    }
  }
}
