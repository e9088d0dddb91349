package dev.segmentnovu.queue.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that ingest rejected. Texts of the client are cut at {@value #MAX_ID_CHARS} characters.
 *
 * @param at when
 * @param code one of the codes of docs/ingest.md
 * @param message which member is wrong; repeats no value of the client
 * @param messageId the client's; null if there is none or it is invalid
 * @param userId the client's, as it was sent; null if there is none
 * @param index the event's place in the body, from 0; -1 if the whole body was rejected
 */
public record Rejection(
    Instant at,
    String code,
    String message,
    @Nullable String messageId,
    @Nullable String userId,
    int index) {

  /** The most characters of an id. */
  public static final int MAX_ID_CHARS = 256;

  private static final int MAX_MESSAGE_CHARS = 500;

  public Rejection {
    message = cut(message, MAX_MESSAGE_CHARS);
    messageId = messageId == null ? null : cut(messageId, MAX_ID_CHARS);
    userId = userId == null ? null : cut(userId, MAX_ID_CHARS);
  }

  /** The beginning of a text; never ends with half a character. */
  public static String cut(String text, int chars) {
    if (text.length() <= chars) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
    return text.substring(0, end);
  }
}
