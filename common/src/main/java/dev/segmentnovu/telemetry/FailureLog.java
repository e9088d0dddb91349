package dev.segmentnovu.telemetry;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Keeps a failure that repeats with every request from filling the log: the first is logged, then
 * one line a minute with a count, then the end. Writes nothing itself; says what to write. Safe for
 * use from any thread.
 */
public final class FailureLog {

  /** How often a failure that goes on is logged. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;

  /** Whether something failed since the last success; read without the lock by what succeeds. */
  private volatile boolean failing;

  private boolean logged;
  private long loggedAt;
  private long unlogged;
  private long failures;

  /**
   * A log of which nothing has failed yet.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  public FailureLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Counts a failure.
   *
   * @return the line to log: {@code message}, with the number of failures since the last line;
   *     empty if the last line is less than a minute old
   */
  public synchronized Optional<String> failed(String message) {
    failing = true;
    failures++;
    long now = nanoTime.getAsLong();
    if (logged && now - loggedAt < PERIOD.toNanos()) {
      unlogged++;
      return Optional.empty();
    }
    String line =
        unlogged == 0 ? message : message + " (" + unlogged + " more of these since the last line)";
    logged = true;
    loggedAt = now;
    unlogged = 0;
    return Optional.of(line);
  }

  /**
   * Notes a success.
   *
   * @return how many failures it ends; empty if there were none since the last success
   */
  public OptionalLong succeeded() {
    return failing ? end() : OptionalLong.empty();
  }

  private synchronized OptionalLong end() {
    if (!failing) {
      return OptionalLong.empty();
    }
    failing = false;
    logged = false;
    unlogged = 0;
    long ended = failures;
    failures = 0;
    return OptionalLong.of(ended);
  }
}
