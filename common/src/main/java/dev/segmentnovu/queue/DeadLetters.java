package dev.segmentnovu.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters, for the people who look after them. Every stage fails with {@link
 * QueueUnavailableException} where Redis does not answer.
 */
public interface DeadLetters {

  /**
   * Which letters to list; a null matches all.
   *
   * @param source the source's name
   * @param reason the code of the reason
   * @param userId the user
   * @param event a track call's event name
   * @param since only those given up at or after
   * @param until only those given up before
   */
  record Filter(
      @Nullable String source,
      @Nullable String reason,
      @Nullable String userId,
      @Nullable String event,
      @Nullable Instant since,
      @Nullable Instant until) {}

  /**
   * A page of letters, newest first.
   *
   * @param items the letters, without {@link DeadLetter#details()} (an empty object)
   * @param next where the next page begins, or null at the end
   * @param total how many match the filter in all
   */
  record Page(List<DeadLetter> items, @Nullable String next, long total) {}

  /**
   * A letter in full.
   *
   * @param letter with its details
   * @param entry the event as it stood in the queue
   */
  record Whole(DeadLetter letter, byte[] entry) {}

  /** Where a replayed event goes in its user's list. */
  enum Position {
    /** Behind all that waits. */
    TAIL,
    /** Before all that waits: the user's next event. */
    HEAD
  }

  /** What a replay came to. */
  enum ReplayResult {
    /** It is back in its user's list. */
    REPLAYED,
    /** There is no such letter; another operator may have been quicker. */
    GONE,
    /**
     * To the head is not possible while the user's present head is being delivered. Try again
     * shortly.
     */
    BUSY
  }

  /**
   * Lists letters.
   *
   * @param cursor {@link Page#next()} of the page before, or null for the first
   * @param limit at most so many, 1 to 1000
   * @return fails with {@link IllegalArgumentException} if {@code cursor} is not one of ours
   */
  CompletionStage<Page> list(Filter filter, @Nullable String cursor, int limit);

  /** The letter in full; empty if there is none of that id. */
  CompletionStage<Optional<Whole>> find(String id);

  /**
   * Puts a letter back into its user's list and takes it from the dead letters, in one step.
   *
   * @param entry what to put back: the entry as found, or an edited one
   */
  CompletionStage<ReplayResult> replay(String id, Position position, byte[] entry);

  /** Deletes a letter for good. False if there is none of that id. */
  CompletionStage<Boolean> delete(String id);

  /**
   * Evicts the letters that are older, more or larger than their bounds allow. Burying does the
   * same; this is for letters that come of age while none is buried.
   *
   * @return how many were evicted
   */
  CompletionStage<Long> trim();
}
