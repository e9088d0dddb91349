package dev.segmentnovu.queue;

/** The outcome of a settlement. Use a switch expression without default: it is exhaustive. */
public enum SettleResult {
  /** Applied, now or when the same settlement was sent before. */
  APPLIED,
  /** Applied, but the lease is not kept, because an operator has parked the user. */
  PARKED,
  /**
   * Nothing changed, because the lease ended or is another worker's. The events will be, or were,
   * delivered again.
   */
  STALE,
  /** Redis did not answer. It may have applied the settlement; send the same again. */
  UNAVAILABLE;

  /** Whether the settled events are gone from the queue. */
  public boolean isApplied() {
    return this == APPLIED || this == PARKED;
  }
}
