package dev.segmentnovu.queue;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The outcome of an enqueue call. After any outcome but {@link Accepted} Redis may hold some of the
 * events, or all: sending all again adds only those that are missing.
 */
public sealed interface EnqueueResult {

  /**
   * Returns what the function of this case returns. A caller states one function for each case, so
   * it does not compile until it handles a new case.
   */
  <R> R match(
      Function<Accepted, R> accepted,
      Supplier<R> full,
      Function<Unavailable, R> unavailable,
      Function<Unreplicated, R> unreplicated);

  /**
   * Redis holds all events, and as many replicas and disks as configured have them too.
   *
   * @param duplicates how many of them Redis held before, by message id, and did not add again
   */
  record Accepted(int duplicates) implements EnqueueResult {
    @Override
    public <R> R match(
        Function<Accepted, R> accepted,
        Supplier<R> full,
        Function<Unavailable, R> unavailable,
        Function<Unreplicated, R> unreplicated) {
      return accepted.apply(this);
    }
  }

  /** Redis has no memory left. */
  record Full() implements EnqueueResult {
    @Override
    public <R> R match(
        Function<Accepted, R> accepted,
        Supplier<R> full,
        Function<Unavailable, R> unavailable,
        Function<Unreplicated, R> unreplicated) {
      return full.get();
    }
  }

  /**
   * Redis did not confirm in time, or refused.
   *
   * @param reason for the log; contains no event data
   */
  record Unavailable(String reason) implements EnqueueResult {
    @Override
    public <R> R match(
        Function<Accepted, R> accepted,
        Supplier<R> full,
        Function<Unavailable, R> unavailable,
        Function<Unreplicated, R> unreplicated) {
      return unavailable.apply(this);
    }
  }

  /**
   * Redis holds all events, but too few of the configured replicas and disks confirmed them in
   * time.
   *
   * @param reason for the log; contains no event data
   */
  record Unreplicated(String reason) implements EnqueueResult {
    @Override
    public <R> R match(
        Function<Accepted, R> accepted,
        Supplier<R> full,
        Function<Unavailable, R> unavailable,
        Function<Unreplicated, R> unreplicated) {
      return unreplicated.apply(this);
    }
  }
}
