package dev.segmentnovu.queue;

/** What a settlement came to. */
public enum SettleResult {
  /** Applied, now or by an earlier sending of the same settlement. */
  APPLIED,
  /**
   * The lease had ended or is another worker's: nothing was changed. The events will be, or were,
   * delivered again.
   */
  STALE,
  /** Redis did not answer: it may have been applied. Send the same settlement again. */
  UNAVAILABLE
}
