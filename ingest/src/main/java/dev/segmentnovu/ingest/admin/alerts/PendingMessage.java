package dev.segmentnovu.ingest.admin.alerts;

/**
 * A message that waits for its receiver. All times are ms since 1970, by the clock of Redis.
 *
 * @param id the {@code webhook-id}, the same for each try
 * @param receiver the name of the receiver
 * @param body the JSON to send
 * @param createdMs when the alert was found
 * @param attempts how often it was tried
 * @param nextMs when to try next
 * @param lastError why the last try failed; empty before it
 */
record PendingMessage(
    String id,
    String receiver,
    String body,
    long createdMs,
    int attempts,
    long nextMs,
    String lastError) {

  /** A message that was not tried yet. */
  static PendingMessage create(String id, String receiver, String body, long nowMs) {
    return new PendingMessage(id, receiver, body, nowMs, 0, nowMs, "");
  }

  /** The same after another failure. */
  PendingMessage failed(String error, long tryAgainMs) {
    return new PendingMessage(id, receiver, body, createdMs, attempts + 1, tryAgainMs, error);
  }
}
