package dev.segmentnovu.queue.history.failure;

import dev.segmentnovu.queue.DeadLetter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One failure: an attempt that another attempt follows, or the end of an event as a dead letter.
 *
 * @param workflow the workflow that was to be triggered; null if none was, or it is not known
 * @param reason the reason of the dead letter; for an attempt, that of the dead letter that it
 *     would become
 * @param status Novu's HTTP status; null if there was no response
 * @param message what happened, with the values of the event but without its ids
 * @param userId the user
 * @param at when
 * @param deadLetter the id of the dead letter; null for an attempt
 */
public record Failure(
    @Nullable String workflow,
    String reason,
    @Nullable Integer status,
    String message,
    String userId,
    Instant at,
    @Nullable String deadLetter) {

  /**
   * An attempt that another attempt follows.
   *
   * @param workflow as for a failure
   * @param status as for a failure
   * @param message what happened, with all values
   * @param userId the user
   * @param messageId of the event; empty if it is not known
   * @param at when
   */
  public static Failure ofAttempt(
      @Nullable String workflow,
      @Nullable Integer status,
      String message,
      String userId,
      String messageId,
      Instant at) {
    return new Failure(
        workflow,
        DeadLetter.EXHAUSTED,
        status,
        MessagePattern.withoutIds(message, List.of(userId, messageId)),
        userId,
        at,
        null);
  }

  /**
   * The end of an event as a dead letter.
   *
   * @param workflow as for a failure
   * @param message what happened, with all values
   */
  public static Failure of(DeadLetter deadLetter, @Nullable String workflow, String message) {
    return new Failure(
        workflow,
        deadLetter.reason(),
        deadLetter.status(),
        MessagePattern.withoutIds(message, List.of(deadLetter.userId(), deadLetter.messageId())),
        deadLetter.userId(),
        deadLetter.deadAt(),
        deadLetter.id());
  }
}
