package dev.segmentnovu.telemetry;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Limits the log lines of a failure that may repeat with every request: one line for the first
 * failure, one line per minute with a count, and one line for the end. It returns the lines and
 * does not log them itself. Thread-safe.
 */
public final class FailureLog {

  /** The least time between two lines of a failure that continues. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;

  /** Whether there was a failure since the last success; read without the lock on a success. */
  private volatile boolean failing;

  private boolean logged;
  private long loggedAtNanos;
  private long unlogged;
  private long failures;

  /**
   * Creates a log without failures.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  public FailureLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Counts a failure.
   *
   * @return the line to log: {@code message} with the number of failures since the last line; empty
   *     if the last line is less than a minute old
   */
  public synchronized Optional<String> failed(String message) {
    failing = true;
    failures++;
    long now = nanoTime.getAsLong();
    if (logged && now - loggedAtNanos < PERIOD.toNanos()) {
      unlogged++;
      return Optional.empty();
    }
    String line =
        unlogged == 0 ? message : message + " (" + unlogged + " more of these since the last line)";
    logged = true;
    loggedAtNanos = now;
    unlogged = 0;
    return Optional.of(line);
  }

  /**
   * Notes a success.
   *
   * @return the number of failures since the last success; empty if there were none
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
