package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds a source while Novu wants to be left alone (429), refuses its key (401, 402, 403) or only
 * fails. When the hold is over one user is let through as a probe; the first answer about an event
 * opens the gate.
 */
@EventLoopConfined
final class SourceGate {

  private enum State {
    OPEN,
    HELD,
    PROBING
  }

  private final LongSupplier nanoTime;
  private State state = State.OPEN;
  private long until;

  SourceGate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Holds the source; returns whether it was open until now. A longer hold wins. */
  boolean hold(Duration wait) {
    boolean wasOpen = state == State.OPEN;
    long end = nanoTime.getAsLong() + wait.toNanos();
    until = state == State.HELD && until - end > 0 ? until : end;
    state = State.HELD;
    return wasOpen;
  }

  /**
   * Novu has answered about an event; returns whether that ended a hold. While the hold lasts it
   * does not: the answer is to a call that was under way when the hold began.
   */
  boolean open() {
    if (!remaining().isZero() || state == State.OPEN) {
      return false;
    }
    state = State.OPEN;
    return true;
  }

  /** How long the hold lasts; zero when there is none. */
  Duration remaining() {
    if (state != State.HELD) {
      return Duration.ZERO;
    }
    long left = until - nanoTime.getAsLong();
    if (left <= 0) {
      state = State.PROBING;
      return Duration.ZERO;
    }
    // rounded up: a timer of milliseconds must not ring before the end
    return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(left) + 1);
  }

  /** Opens the gate, whatever is left of a hold; returns whether that ended one. */
  boolean release() {
    boolean held = state != State.OPEN;
    state = State.OPEN;
    return held;
  }

  /** Whether a hold is over, and no answer has opened the gate since. */
  boolean isProbing() {
    return remaining().isZero() && state == State.PROBING;
  }

  /** Of {@code free} users, how many may be claimed while {@code inFlight} are. */
  int admits(int free, int inFlight) {
    if (!remaining().isZero()) {
      return 0;
    }
    return state == State.PROBING ? Math.min(free, inFlight == 0 ? 1 : 0) : free;
  }
}
