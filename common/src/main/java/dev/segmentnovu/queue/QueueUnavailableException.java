package dev.segmentnovu.queue;

/** Redis did not answer in time, or refused. */
public final class QueueUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * An exception that says what was tried.
   *
   * @param message what could not be done; holds no event data
   * @param cause what the Redis client said
   */
  public QueueUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
