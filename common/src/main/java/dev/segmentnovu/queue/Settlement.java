package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What became of the first events of a claimed user, to be applied in one step.
 *
 * @param user the claim
 * @param position how many events of this claim were settled before; makes sending a settlement
 *     twice harmless
 * @param settled one for each event that is done with, oldest first; may be empty
 * @param next how the user goes on
 * @param profile what became of the user's profile at Novu
 */
public record Settlement(
    ClaimedUser user, int position, List<Settled> settled, Next next, Profile profile) {

  /** A settlement that leaves the user's profile as it was. */
  public Settlement(ClaimedUser user, int position, List<Settled> settled, Next next) {
    this(user, position, settled, next, new Profile.Untouched());
  }

  /** An event that leaves its user's list. */
  public sealed interface Settled {

    /**
     * Returns what the function of this case returns. A caller states one function for each case,
     * so it does not compile until it handles a new case.
     */
    <R> R fold(Supplier<R> delivered, Supplier<R> skipped, Function<Dead, R> dead);

    /** Delivered. */
    record Delivered() implements Settled {
      @Override
      public <R> R fold(Supplier<R> delivered, Supplier<R> skipped, Function<Dead, R> dead) {
        return delivered.get();
      }
    }

    /** Skipped by a rule that the configuration states. */
    record Skipped() implements Settled {
      @Override
      public <R> R fold(Supplier<R> delivered, Supplier<R> skipped, Function<Dead, R> dead) {
        return skipped.get();
      }
    }

    /** Moved to the dead letters. */
    record Dead(DeadLetter letter) implements Settled {
      @Override
      public <R> R fold(Supplier<R> delivered, Supplier<R> skipped, Function<Dead, R> dead) {
        return dead.apply(this);
      }
    }
  }

  /** How a user goes on after its settled events are gone. */
  public sealed interface Next {

    /**
     * Returns what the function of this case returns. A caller states one function for each case,
     * so it does not compile until it handles a new case.
     */
    <R> R fold(
        Supplier<R> keep,
        Supplier<R> release,
        Function<Backoff, R> backoff,
        Function<Fault, R> fault);

    /** The lease is kept, and counts anew from now. */
    record Keep() implements Next {
      @Override
      public <R> R fold(
          Supplier<R> keep,
          Supplier<R> release,
          Function<Backoff, R> backoff,
          Function<Fault, R> fault) {
        return keep.get();
      }
    }

    /** The lease is given back; the user is due at once if events wait. */
    record Release() implements Next {
      @Override
      public <R> R fold(
          Supplier<R> keep,
          Supplier<R> release,
          Function<Backoff, R> backoff,
          Function<Fault, R> fault) {
        return release.get();
      }
    }

    /**
     * The lease is given back; the user is due after {@code delay}.
     *
     * @param headState what to remember about the attempts at the event that is now first; null
     *     forgets nothing and keeps what was known
     */
    record Backoff(Duration delay, @Nullable String headState) implements Next {
      @Override
      public <R> R fold(
          Supplier<R> keep,
          Supplier<R> release,
          Function<Backoff, R> backoff,
          Function<Fault, R> fault) {
        return backoff.apply(this);
      }
    }

    /**
     * The lease is given back because the first event could not be handled, a bug of ours; the user
     * is due after {@code delay}. Its claims go on being counted, see {@link ClaimedUser#claims}.
     */
    record Fault(Duration delay) implements Next {
      @Override
      public <R> R fold(
          Supplier<R> keep,
          Supplier<R> release,
          Function<Backoff, R> backoff,
          Function<Fault, R> fault) {
        return fault.apply(this);
      }
    }
  }
}
