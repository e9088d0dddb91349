package dev.segmentnovu.queue.admin.users;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.QueueUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Single users, for the operators of some sources. Each stage fails with {@link
 * QueueUnavailableException} where Redis does not answer. In a source without order each event has
 * an ordering key of its own, and stands in no list of its user. Safe for use from any thread.
 */
public interface Users {

  /**
   * Reads where a user stands.
   *
   * @param source a configured source's name
   * @param events so many events at most are read
   */
  CompletionStage<UserView> read(String source, String userId, int events);

  /**
   * Reads the latest dead letters of a user.
   *
   * @param limit at most so many
   * @return newest first, without details
   */
  CompletionStage<List<DeadLetter>> deadLetters(String source, String userId, int limit);

  /** The outcome of a retry. */
  enum RetryResult {
    /** The user is due now. */
    DUE,
    /** A worker holds the user: the head is tried already. */
    CLAIMED,
    /** The user is parked, so no worker would try. */
    PARKED,
    /** No event of the user waits. */
    NOTHING_WAITS
  }

  /** Makes a user due whose backoff is not over. Attempts stay counted. */
  CompletionStage<RetryResult> retry(String source, String userId);

  /** The outcome of a skip. */
  enum SkipResult {
    /** The head is a dead letter now, with the reason {@link DeadLetter#SKIPPED_BY_OPERATOR}. */
    SKIPPED,
    /** A worker holds the user. */
    CLAIMED,
    /** Another event became the head meanwhile; nothing was changed. */
    CHANGED,
    /** No event of the user waits. */
    NOTHING_WAITS
  }

  /** Moves the head of a user to the dead letters; the next event becomes the head, and is due. */
  CompletionStage<SkipResult> skip(String source, String userId);

  /**
   * What was removed of a user.
   *
   * @param queued events that waited
   * @param deadLetters dead letters
   * @param deliveries records of finished events
   * @param rejections events that ingest rejected
   */
  record Forgotten(long queued, long deadLetters, long deliveries, long rejections) {}

  /**
   * Forgets a user: the events that wait, the head's state, the parked mark, the fingerprint of the
   * profile, the dead letters and the records of finished events. A worker that holds the user
   * loses its lease. Works in many small steps; after a failure a second call does the rest. The
   * message ids of accepted events stay known for the window of the de-duplication, so that an
   * event that is sent again does not come back.
   */
  CompletionStage<Forgotten> forget(String source, String userId);

  /**
   * A parked user.
   *
   * @param waiting how many events wait
   * @param parkedAt when an operator parked it; null if that is not known
   */
  record ParkedUser(String source, String userId, long waiting, @Nullable Instant parkedAt) {}

  /**
   * A page of parked users.
   *
   * @param next the cursor of the next page; null at the end
   */
  record ParkedPage(List<ParkedUser> items, @Nullable String next) {}

  /**
   * Lists parked users. Where one is parked or unparked meanwhile, a later page may lack a user or
   * repeat one.
   *
   * @param source the source's name; null for all
   * @param cursor {@link ParkedPage#next()} of the page before; null for the first page
   * @param limit at most so many, 1 to 1000
   * @return fails with {@link IllegalArgumentException} if this list did not return {@code cursor}
   */
  CompletionStage<ParkedPage> parked(@Nullable String source, @Nullable String cursor, int limit);
}
