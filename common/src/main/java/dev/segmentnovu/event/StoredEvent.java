package dev.segmentnovu.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as the queue stores it: the client's own bytes, unchanged, and beside them only what
 * these bytes do not contain. So numbers such as {@code 12345678901234567000} stay exact, and
 * ingest builds no trees.
 *
 * @param messageId never empty; the client's, or the one ingest derived where it sent none
 * @param type the call; the path of the request states it where the body does not
 * @param door the entry point that it came through; {@link EntryPoint#TRACKING} where an older
 *     version stored it
 * @param receivedAt when ingest received it, to the millisecond
 * @param replays how often an operator has replayed it
 * @param deadLetterId the dead letter that it was replayed from; null if it was not replayed, or by
 *     a version that did not store the id
 * @param forced whether it is sent however old it is, because the operator who replayed it says so
 * @param trigger the body of the trigger that a replay sends again as it was, instead of the one
 *     that the present rules produce; null for an event that is mapped as usual
 * @param batchContext {@code context} of the batch around the event, or null; the event's own
 *     members win
 * @param batchIntegrations {@code integrations} of the batch, or null; the event's own members win
 * @param batchSentAt {@code sentAt} of the batch, or null; the event's own wins
 * @param trace the trace that the event belongs to, a {@code traceparent} of W3C Trace Context;
 *     null if it is not traced
 * @param body the event's JSON object in UTF-8, as received
 */
public record StoredEvent(
    String messageId,
    EventType type,
    EntryPoint door,
    Instant receivedAt,
    int replays,
    @Nullable String deadLetterId,
    boolean forced,
    @Nullable ObjectNode trigger,
    @Nullable ObjectNode batchContext,
    @Nullable ObjectNode batchIntegrations,
    @Nullable String batchSentAt,
    @Nullable String trace,
    byte[] body) {

  /**
   * The same event after a replay, which is mapped by the present rules.
   *
   * @param body the event's JSON object: the same, or an edited one
   * @param deadLetterId the dead letter that it is replayed from
   * @param forced whether it is sent however old it is
   */
  public StoredEvent replayed(byte[] body, String deadLetterId, boolean forced) {
    return new StoredEvent(
        messageId,
        type,
        door,
        receivedAt,
        replays + 1,
        deadLetterId,
        forced,
        null,
        batchContext,
        batchIntegrations,
        batchSentAt,
        trace,
        body);
  }

  /**
   * The same replayed event with the trigger that it sends again as it was.
   *
   * @param trigger the body of the trigger
   */
  public StoredEvent withTrigger(ObjectNode trigger) {
    return new StoredEvent(
        messageId,
        type,
        door,
        receivedAt,
        replays,
        deadLetterId,
        forced,
        trigger,
        batchContext,
        batchIntegrations,
        batchSentAt,
        trace,
        body);
  }
}
