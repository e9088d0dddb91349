package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a settlement says of its user's profile at Novu. The queue remembers a fingerprint of what
 * was last written there, so that an identify that says the same need not be sent.
 */
public sealed interface Profile {

  /**
   * Returns what the function of this case returns. A caller states one function for each case, so
   * it does not compile until it handles a new case.
   */
  <R> R fold(
      Supplier<R> untouched,
      Supplier<R> unknown,
      Supplier<R> overwritten,
      Function<Written, R> written);

  /** The profile was not touched: what is remembered stays. */
  record Untouched() implements Profile {
    @Override
    public <R> R fold(
        Supplier<R> untouched,
        Supplier<R> unknown,
        Supplier<R> overwritten,
        Function<Written, R> written) {
      return untouched.get();
    }
  }

  /** Nobody can say what the profile is now: nothing is remembered. */
  record Unknown() implements Profile {
    @Override
    public <R> R fold(
        Supplier<R> untouched,
        Supplier<R> unknown,
        Supplier<R> overwritten,
        Function<Written, R> written) {
      return unknown.get();
    }
  }

  /**
   * Something else than an identify wrote the profile, and Novu may do that later than it answers:
   * nothing is remembered, nor is what is written within a lease from now.
   */
  record Overwritten() implements Profile {
    @Override
    public <R> R fold(
        Supplier<R> untouched,
        Supplier<R> unknown,
        Supplier<R> overwritten,
        Function<Written, R> written) {
      return overwritten.get();
    }
  }

  /**
   * The profile was written.
   *
   * @param fingerprint of what was written: letters, digits, {@code -} and {@code _}, at least two
   * @param remembered how long the fingerprint is remembered at least; at most twice as long; at
   *     least 1 ms
   */
  record Written(String fingerprint, Duration remembered) implements Profile {
    @Override
    public <R> R fold(
        Supplier<R> untouched,
        Supplier<R> unknown,
        Supplier<R> overwritten,
        Function<Written, R> written) {
      return written.apply(this);
    }
  }
}
