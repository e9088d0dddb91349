package dev.segmentnovu.queue;

import java.util.Optional;
import java.util.concurrent.CompletionException;

/** A call to the queue failed: Redis did not answer in time, or refused. */
public final class QueueUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The causes. */
  public enum Why {
    /** Redis is away, or refused for another reason than the others. */
    AWAY,
    /** Redis has no memory left. */
    FULL,
    /** Redis applied the call, but too few replicas or disks confirmed it. */
    UNREPLICATED,
    /** The queue is in another number of shards now, or users move to other shards. */
    MOVED
  }

  private final Why why;

  /**
   * An exception that says what failed.
   *
   * @param message what failed, and what an operator can do; contains no event data
   * @param cause the exception of the Redis client
   */
  public QueueUnavailableException(Why why, String message, Throwable cause) {
    super(message, cause);
    this.why = why;
  }

  /** The exception that made a stage fail; empty if it failed for another reason. */
  public static Optional<QueueUnavailableException> in(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof QueueUnavailableException known ? Optional.of(known) : Optional.empty();
  }

  /** The cause. */
  public Why why() {
    return why;
  }
}
