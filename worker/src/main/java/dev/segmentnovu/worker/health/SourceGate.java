package dev.segmentnovu.worker.health;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps users of a source from being claimed while the source pauses: after a 429, a refused API
 * key (401, 402, 403), or with an open circuit. When the pause is over, one user is admitted as a
 * probe; the first response about an event opens the gate.
 */
@EventLoopConfined
public final class SourceGate {

  private enum State {
    OPEN,
    PAUSED,
    PROBING
  }

  private final LongSupplier nanoTime;
  private State state = State.OPEN;
  private long sinceNanos;
  private long untilNanos;

  /**
   * An open gate.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  public SourceGate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Pauses the source; of two pauses the longer counts. Returns whether the gate was open. */
  boolean pause(Duration time) {
    boolean wasOpen = state == State.OPEN;
    long nowNanos = nanoTime.getAsLong();
    if (wasOpen) {
      sinceNanos = nowNanos;
    }
    long endNanos = nowNanos + time.toNanos();
    untilNanos = state == State.PAUSED && untilNanos - endNanos > 0 ? untilNanos : endNanos;
    state = State.PAUSED;
    return wasOpen;
  }

  /**
   * Novu responded about an event. During a pause this changes nothing: the call was in flight when
   * the pause started.
   *
   * @return whether the response opened the gate
   */
  boolean open() {
    if (!remaining().isZero() || state == State.OPEN) {
      return false;
    }
    state = State.OPEN;
    return true;
  }

  /** How long the pause lasts; zero if there is none. */
  Duration remaining() {
    if (state != State.PAUSED) {
      return Duration.ZERO;
    }
    long leftNanos = untilNanos - nanoTime.getAsLong();
    if (leftNanos <= 0) {
      state = State.PROBING;
      return Duration.ZERO;
    }
    // rounded up: a timer in milliseconds must not fire before the end
    return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1);
  }

  /** Opens the gate at once, even during a pause. Returns whether it was closed. */
  boolean release() {
    boolean wasClosed = state != State.OPEN;
    state = State.OPEN;
    return wasClosed;
  }

  /** Whether all users may be claimed. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  /** How long the gate has been closed; only while it is. */
  Duration closedFor() {
    return Duration.ofNanos(nanoTime.getAsLong() - sinceNanos);
  }

  /** Whether a pause is over and no response has opened the gate since. */
  boolean isProbing() {
    return remaining().isZero() && state == State.PROBING;
  }

  /** How many of {@code free} users may be claimed while {@code inFlight} users are held. */
  int admits(int free, int inFlight) {
    if (!remaining().isZero()) {
      return 0;
    }
    return state == State.PROBING ? Math.min(free, inFlight == 0 ? 1 : 0) : free;
  }
}
