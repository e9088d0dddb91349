package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.event.intake.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * An event that ingest rejects.
 *
 * @param index its place in the body, from 0; -1 if the refusal concerns the whole body
 * @param messageId the client's; null if it has none or an invalid one
 * @param refusal why
 */
public record RejectedEvent(int index, @Nullable String messageId, Refusal refusal) {

  /** A refusal that concerns the whole body. */
  public static RejectedEvent wholeBody(Refusal refusal) {
    return new RejectedEvent(-1, null, refusal);
  }
}
