package dev.segmentnovu.queue;

/** Redis did not answer in time, or refused. */
public final class QueueUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kept it from being done. */
  public enum Why {
    /** Redis is away, or refused for a reason of its own. */
    AWAY,
    /** Redis has no memory left. */
    FULL,
    /** Redis did it, but too few replicas have it too, or it is not yet on disk. */
    UNREPLICATED
  }

  private final Why why;

  /**
   * An exception that says what was tried.
   *
   * @param message what could not be done; holds no event data
   * @param cause what the Redis client said
   */
  public QueueUnavailableException(Why why, String message, Throwable cause) {
    super(message, cause);
    this.why = why;
  }

  /** What kept it from being done. */
  public Why why() {
    return why;
  }
}
