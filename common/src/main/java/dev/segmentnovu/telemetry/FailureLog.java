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
  public Optional<String> failed(String message) {
    OptionalLong before = count();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        before.getAsLong() == 0
            ? message
            : message + " (" + before.getAsLong() + " more of these since the last line)");
  }

  /**
   * Counts a failure.
   *
   * @return the number of earlier failures that no line tells of, if there is to be a line for this
   *     one; empty if the last line is less than a minute old
   */
  synchronized OptionalLong count() {
    failing = true;
    failures++;
    if (logged && isRecent()) {
      unlogged++;
      return OptionalLong.empty();
    }
    return OptionalLong.of(line());
  }

  /**
   * The number of failures that no line tells of yet, for a line about them.
   *
   * @param atOnce whether that line does not wait until the last one is a minute old
   * @return 0 if there was no failure since the last line: the next one has a line at once; empty
   *     if the last line is less than a minute old
   */
  synchronized OptionalLong more(boolean atOnce) {
    if (logged && !atOnce && isRecent()) {
      return OptionalLong.empty();
    }
    if (unlogged > 0) {
      return OptionalLong.of(line());
    }
    logged = false;
    return OptionalLong.of(0);
  }

  private boolean isRecent() {
    return nanoTime.getAsLong() - loggedAtNanos < PERIOD.toNanos();
  }

  /** Notes that there is a line now. Returns how many failures had none. */
  private long line() {
    long before = unlogged;
    logged = true;
    loggedAtNanos = nanoTime.getAsLong();
    unlogged = 0;
    return before;
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
