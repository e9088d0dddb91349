package dev.segmentnovu.worker.calls.queue;

/**
 * The permission to send a call or a batch.
 *
 * @param token the number of the last token of the rate budget that it uses; 0 or less if it needs
 *     none
 */
public record Permit(long token) {

  /** Novu does not limit the category: no token is needed. */
  static final Permit UNLIMITED = new Permit(0);

  /**
   * No response has said yet whether Novu limits the category. Calls are sent alone, because a
   * batch might cost a hundred tokens.
   */
  static final Permit LIMIT_UNKNOWN = new Permit(-1);

  /** Whether a call that has this permit may join a batch. */
  public boolean allowsBatch() {
    return equals(UNLIMITED);
  }
}
