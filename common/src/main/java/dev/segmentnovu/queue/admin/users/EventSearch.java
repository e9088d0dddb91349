package dev.segmentnovu.queue.admin.users;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.users.Deliveries.Delivery;
import dev.segmentnovu.queue.history.Rejection;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds single events by their message ids. Safe for use from any thread. */
public interface EventSearch {

  /** Where an event is, or what became of it. */
  sealed interface Place {

    /**
     * Returns what the function of this case returns. A caller states one function for each case,
     * so it does not compile until it handles a new case.
     */
    <R> R match(
        Function<Waiting, R> waiting,
        Function<Dead, R> dead,
        Function<Finished, R> finished,
        Function<Known, R> known,
        Function<Rejected, R> rejected,
        Supplier<R> unknown);
  }

  /**
   * The event waits.
   *
   * @param position how many events of its user are before it
   * @param isParked whether its user is parked
   * @param head its attempts and last error if it is the first event of its user; else no attempts
   * @param nextTryAt when it is tried again; null unless it is the first, and failed
   */
  record Waiting(
      String source,
      String userId,
      WaitingEvent event,
      long position,
      boolean isParked,
      HeadState head,
      @Nullable Instant nextTryAt)
      implements Place {
    @Override
    public <R> R match(
        Function<Waiting, R> waiting,
        Function<Dead, R> dead,
        Function<Finished, R> finished,
        Function<Known, R> known,
        Function<Rejected, R> rejected,
        Supplier<R> unknown) {
      return waiting.apply(this);
    }
  }

  /** The event is a dead letter; the latest one, if there are several. */
  record Dead(DeadLetter deadLetter) implements Place {
    @Override
    public <R> R match(
        Function<Waiting, R> waiting,
        Function<Dead, R> dead,
        Function<Finished, R> finished,
        Function<Known, R> known,
        Function<Rejected, R> rejected,
        Supplier<R> unknown) {
      return dead.apply(this);
    }
  }

  /** The event was delivered or skipped. */
  record Finished(Delivery delivery) implements Place {
    @Override
    public <R> R match(
        Function<Waiting, R> waiting,
        Function<Dead, R> dead,
        Function<Finished, R> finished,
        Function<Known, R> known,
        Function<Rejected, R> rejected,
        Supplier<R> unknown) {
      return finished.apply(this);
    }
  }

  /**
   * The source accepted an event with this id, and would take another one for a duplicate, but no
   * record is left of what became of it.
   */
  record Known(String source) implements Place {
    @Override
    public <R> R match(
        Function<Waiting, R> waiting,
        Function<Dead, R> dead,
        Function<Finished, R> finished,
        Function<Known, R> known,
        Function<Rejected, R> rejected,
        Supplier<R> unknown) {
      return known.apply(this);
    }
  }

  /** Ingest rejected the event; the latest rejection, if there are several. */
  record Rejected(String source, Rejection rejection) implements Place {
    @Override
    public <R> R match(
        Function<Waiting, R> waiting,
        Function<Dead, R> dead,
        Function<Finished, R> finished,
        Function<Known, R> known,
        Function<Rejected, R> rejected,
        Supplier<R> unknown) {
      return rejected.apply(this);
    }
  }

  /** Nothing is known of such an event. */
  record Unknown() implements Place {
    @Override
    public <R> R match(
        Function<Waiting, R> waiting,
        Function<Dead, R> dead,
        Function<Finished, R> finished,
        Function<Known, R> known,
        Function<Rejected, R> rejected,
        Supplier<R> unknown) {
      return unknown.get();
    }
  }

  /**
   * The result of a search.
   *
   * @param knownSince see {@link Deliveries.Page#knownSince}
   */
  record Found(Place place, @Nullable Instant knownSince) {}

  /**
   * Finds an event. Without the user all events that wait may have to be read, which takes seconds
   * for a million.
   *
   * @param source the source's name; null to search all
   * @param userId the event's user; null if it is not known
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Found> find(String messageId, @Nullable String source, @Nullable String userId);
}
