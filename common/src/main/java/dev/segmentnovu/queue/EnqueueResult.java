package dev.segmentnovu.queue;

import java.util.function.Function;
import java.util.function.Supplier;

/** What enqueueing came to. */
public sealed interface EnqueueResult {

  /**
   * Returns what the function of this case returns. A caller states one function for each case, so
   * it does not compile until it handles a new case.
   */
  <R> R fold(
      Function<Accepted, R> accepted,
      Supplier<R> full,
      Function<Unavailable, R> unavailable,
      Function<Unreplicated, R> unreplicated);

  /**
   * Redis has them all.
   *
   * @param duplicates how many of them it had already, by message id, and so did not add again
   */
  record Accepted(int duplicates) implements EnqueueResult {
    @Override
    public <R> R fold(
        Function<Accepted, R> accepted,
        Supplier<R> full,
        Function<Unavailable, R> unavailable,
        Function<Unreplicated, R> unreplicated) {
      return accepted.apply(this);
    }
  }

  /**
   * Redis has no memory left. Some may have been written: sending all again adds only what is
   * missing.
   */
  record Full() implements EnqueueResult {
    @Override
    public <R> R fold(
        Function<Accepted, R> accepted,
        Supplier<R> full,
        Function<Unavailable, R> unavailable,
        Function<Unreplicated, R> unreplicated) {
      return full.get();
    }
  }

  /**
   * Redis did not confirm in time. Some may have been written: sending all again adds only what is
   * missing.
   *
   * @param reason for the log; holds no event data
   */
  record Unavailable(String reason) implements EnqueueResult {
    @Override
    public <R> R fold(
        Function<Accepted, R> accepted,
        Supplier<R> full,
        Function<Unavailable, R> unavailable,
        Function<Unreplicated, R> unreplicated) {
      return unavailable.apply(this);
    }
  }

  /**
   * Redis has them, but too few replicas, or disks where they are asked for, confirmed them in
   * time. Sending all again adds only what is missing.
   *
   * @param reason for the log; holds no event data
   */
  record Unreplicated(String reason) implements EnqueueResult {
    @Override
    public <R> R fold(
        Function<Accepted, R> accepted,
        Supplier<R> full,
        Function<Unavailable, R> unavailable,
        Function<Unreplicated, R> unreplicated) {
      return unreplicated.apply(this);
    }
  }
}
