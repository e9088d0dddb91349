package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of the first events of a claimed user. The queue applies it in one step.
 *
 * @param user the claim
 * @param position how many events of this claim were settled before; by it the queue recognizes a
 *     settlement that is sent twice
 * @param settled one for each event that is done, oldest first; may be empty
 * @param next what happens to the lease
 * @param profile what happened to the user's profile at Novu
 */
public record Settlement(
    ClaimedUser user, int position, List<Settled> settled, Next next, Profile profile) {

  /** An event that leaves its user's list. */
  public sealed interface Settled {

    /**
     * Returns what the function of this case returns. A caller states one function for each case,
     * so it does not compile until it handles a new case.
     */
    <R> R match(Supplier<R> delivered, Supplier<R> skipped, Function<Dead, R> dead);

    /** What operators shall see of the event; null where nothing is remembered of it. */
    @Nullable FinishedEvent finished();

    /**
     * Novu accepted the event.
     *
     * @param finished what operators shall see of it; null if nothing is remembered
     */
    record Delivered(@Nullable FinishedEvent finished) implements Settled {
      /** A delivery of which nothing is remembered. */
      public Delivered() {
        this(null);
      }

      @Override
      public <R> R match(Supplier<R> delivered, Supplier<R> skipped, Function<Dead, R> dead) {
        return delivered.get();
      }
    }

    /**
     * The configuration says that the event is not sent.
     *
     * @param finished what operators shall see of it; null if nothing is remembered
     */
    record Skipped(@Nullable FinishedEvent finished) implements Settled {
      /** A skipped event of which nothing is remembered. */
      public Skipped() {
        this(null);
      }

      @Override
      public <R> R match(Supplier<R> delivered, Supplier<R> skipped, Function<Dead, R> dead) {
        return skipped.get();
      }
    }

    /** The event becomes a dead letter. */
    record Dead(DeadLetter deadLetter) implements Settled {
      /** Nothing: the dead letter says it all. */
      @Override
      public @Nullable FinishedEvent finished() {
        return null;
      }

      @Override
      public <R> R match(Supplier<R> delivered, Supplier<R> skipped, Function<Dead, R> dead) {
        return dead.apply(this);
      }
    }
  }

  /** What happens to the lease after the settled events have left the queue. */
  public sealed interface Next {

    /**
     * Returns what the function of this case returns. A caller states one function for each case,
     * so it does not compile until it handles a new case.
     */
    <R> R match(
        Supplier<R> keep,
        Supplier<R> release,
        Function<Backoff, R> backoff,
        Function<Fault, R> fault);

    /** The lease is renewed from now. */
    record Keep() implements Next {
      @Override
      public <R> R match(
          Supplier<R> keep,
          Supplier<R> release,
          Function<Backoff, R> backoff,
          Function<Fault, R> fault) {
        return keep.get();
      }
    }

    /** The lease ends; the user is due at once if events wait. */
    record Release() implements Next {
      @Override
      public <R> R match(
          Supplier<R> keep,
          Supplier<R> release,
          Function<Backoff, R> backoff,
          Function<Fault, R> fault) {
        return release.get();
      }
    }

    /**
     * The lease ends; the user is due after {@code delay}.
     *
     * @param retryState the retry state of the event that is now first; null keeps the present one
     */
    record Backoff(Duration delay, @Nullable String retryState) implements Next {
      @Override
      public <R> R match(
          Supplier<R> keep,
          Supplier<R> release,
          Function<Backoff, R> backoff,
          Function<Fault, R> fault) {
        return backoff.apply(this);
      }
    }

    /**
     * The lease ends because the worker could not handle the first event, which is a bug of the
     * relay. The user is due after {@code delay}, and this claim counts, see {@link
     * ClaimedUser#claims}.
     */
    record Fault(Duration delay) implements Next {
      @Override
      public <R> R match(
          Supplier<R> keep,
          Supplier<R> release,
          Function<Backoff, R> backoff,
          Function<Fault, R> fault) {
        return fault.apply(this);
      }
    }
  }
}
