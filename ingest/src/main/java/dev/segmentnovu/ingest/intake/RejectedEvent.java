package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.queue.history.Rejection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that ingest rejects.
 *
 * @param index its place in the body, from 0; -1 if the refusal concerns the whole body
 * @param messageId the client's; null if it has none or an invalid one
 * @param event the name of a track call, as sent; else its type; null if there is none
 * @param userId the client's, as sent; null if there is none
 * @param refusal why
 */
public record RejectedEvent(
    int index,
    @Nullable String messageId,
    @Nullable String event,
    @Nullable String userId,
    Refusal refusal) {

  /** A refusal that concerns the whole body. */
  public static RejectedEvent wholeBody(Refusal refusal) {
    return new RejectedEvent(-1, null, null, null, refusal);
  }

  /** The same for the history. */
  Rejection at(Instant time) {
    return new Rejection(time, refusal.code(), refusal.message(), messageId, userId, index);
  }
}
