package dev.segmentnovu.queue;

/** What a settlement came to. */
public enum SettleResult {
  /** Applied, now or by an earlier sending of the same settlement. */
  APPLIED,
  /** Applied; but the lease, to be kept, is over, because an operator has parked the user. */
  PARKED,
  /**
   * The lease had ended or is another worker's: nothing was changed. The events will be, or were,
   * delivered again.
   */
  STALE,
  /** Redis did not answer: it may have been applied. Send the same settlement again. */
  UNAVAILABLE;

  /** Whether the settled events are gone from the queue. */
  public boolean isApplied() {
    return this == APPLIED || this == PARKED;
  }
}
