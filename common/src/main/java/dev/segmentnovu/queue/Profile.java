package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a settlement says of its user's profile at Novu. The queue remembers a fingerprint of what
 * was last written there, so that a worker need not send an identify that would change nothing.
 */
public sealed interface Profile {

  /**
   * Returns what the function of this case returns. A caller states one function for each case, so
   * it does not compile until it handles a new case.
   */
  <R> R match(
      Supplier<R> untouched,
      Supplier<R> unknown,
      Supplier<R> overwritten,
      Function<Written, R> written);

  /** The profile was not written: the queue keeps its fingerprint. */
  record Untouched() implements Profile {
    @Override
    public <R> R match(
        Supplier<R> untouched,
        Supplier<R> unknown,
        Supplier<R> overwritten,
        Function<Written, R> written) {
      return untouched.get();
    }
  }

  /** The present profile is not known: the queue forgets its fingerprint. */
  record Unknown() implements Profile {
    @Override
    public <R> R match(
        Supplier<R> untouched,
        Supplier<R> unknown,
        Supplier<R> overwritten,
        Function<Written, R> written) {
      return unknown.get();
    }
  }

  /**
   * A write that was no identify changed the profile, and Novu may apply it after its response. The
   * queue forgets the fingerprint, and remembers none that is written within a lease from now.
   */
  record Overwritten() implements Profile {
    @Override
    public <R> R match(
        Supplier<R> untouched,
        Supplier<R> unknown,
        Supplier<R> overwritten,
        Function<Written, R> written) {
      return overwritten.get();
    }
  }

  /**
   * An identify wrote the profile.
   *
   * @param fingerprint of what was written: letters, digits, {@code -} and {@code _}, at least two
   * @param remembered how long the queue remembers the fingerprint at least, from 1 ms on; it
   *     remembers it at most twice as long
   */
  record Written(String fingerprint, Duration remembered) implements Profile {
    @Override
    public <R> R match(
        Supplier<R> untouched,
        Supplier<R> unknown,
        Supplier<R> overwritten,
        Function<Written, R> written) {
      return written.apply(this);
    }
  }
}
