package dev.segmentnovu.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in the queue: the client's own bytes, untouched, and beside them only what
 * these bytes do not say. Keeping the bytes keeps numbers such as {@code 12345678901234567000}
 * exact and spares ingest from building trees.
 *
 * @param messageId never empty; the client's, or the one ingest derived where it sent none
 * @param type what the event is; the route decides where the body is silent
 * @param door what it came through; {@link EntryPoint#TRACKING} where an older version stored it
 * @param receivedAt when ingest took it, to the millisecond
 * @param replays how often an operator has put it back from the dead letters; 0 for one that never
 *     died
 * @param letterId of the dead letter that it was put back from; null if it never died, or a version
 *     put it back that did not say
 * @param forced whether it is sent however old it is: an operator wants that of a replay
 * @param batchContext {@code context} of the batch around the event, or null; the event's own
 *     members win
 * @param batchIntegrations {@code integrations} of the batch, or null; the event's own members win
 * @param batchSentAt {@code sentAt} of the batch, or null; the event's own wins
 * @param body the event's JSON object in UTF-8, as received
 */
public record StoredEvent(
    String messageId,
    EventType type,
    EntryPoint door,
    Instant receivedAt,
    int replays,
    @Nullable String letterId,
    boolean forced,
    @Nullable ObjectNode batchContext,
    @Nullable ObjectNode batchIntegrations,
    @Nullable String batchSentAt,
    byte[] body) {

  /** An event that came through {@link EntryPoint#TRACKING}, and is not forced. */
  public StoredEvent(
      String messageId,
      EventType type,
      Instant receivedAt,
      int replays,
      @Nullable ObjectNode batchContext,
      @Nullable ObjectNode batchIntegrations,
      @Nullable String batchSentAt,
      byte[] body) {
    this(
        messageId,
        type,
        EntryPoint.TRACKING,
        receivedAt,
        replays,
        batchContext,
        batchIntegrations,
        batchSentAt,
        body);
  }

  /** An event that is not forced. */
  public StoredEvent(
      String messageId,
      EventType type,
      EntryPoint door,
      Instant receivedAt,
      int replays,
      @Nullable ObjectNode batchContext,
      @Nullable ObjectNode batchIntegrations,
      @Nullable String batchSentAt,
      byte[] body) {
    this(
        messageId,
        type,
        door,
        receivedAt,
        replays,
        null,
        false,
        batchContext,
        batchIntegrations,
        batchSentAt,
        body);
  }

  /**
   * The same event, put back once more, with {@code body} as its content.
   *
   * @param letterId of the dead letter that it is put back from
   * @param forced whether it is sent however old it is
   */
  public StoredEvent replayed(byte[] body, String letterId, boolean forced) {
    return new StoredEvent(
        messageId,
        type,
        door,
        receivedAt,
        replays + 1,
        letterId,
        forced,
        batchContext,
        batchIntegrations,
        batchSentAt,
        body);
  }
}
