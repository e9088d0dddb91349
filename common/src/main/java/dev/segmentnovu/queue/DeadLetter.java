package dev.segmentnovu.queue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that was given up, as a list of dead letters shows it.
 *
 * @param id unique; names source and shard, so that it alone finds the letter: {@code web.0.k3f9…}
 * @param previousId of the letter that it was replayed from, or null if it never was, or its entry
 *     cannot be read
 * @param source the source it came in by
 * @param userId whose event it is
 * @param messageId the event's own id
 * @param type {@code "track"} and so on; {@code "unknown"} where the entry could not be read
 * @param event a track call's event name, or null
 * @param reason a short code from a fixed set, to filter and count by: {@code unmapped}, {@code
 *     rejected}, …
 * @param message what happened, in words; Novu's message where it gave one
 * @param status Novu's HTTP status, or null if it did not answer
 * @param attempts how many answers of Novu were spent on it
 * @param firstAttemptAt when it was first sent to Novu, or null if it never was
 * @param deadAt when it was given up
 * @param replays how often it had been put back before
 * @param details JSON object with the Novu request, Novu's answer and the history of attempts; no
 *     secrets
 */
public record DeadLetter(
    String id,
    @Nullable String previousId,
    String source,
    String userId,
    String messageId,
    String type,
    @Nullable String event,
    String reason,
    String message,
    @Nullable Integer status,
    int attempts,
    @Nullable Instant firstAttemptAt,
    Instant deadAt,
    int replays,
    ObjectNode details) {

  /** The reason of an event for which no workflow is mapped. */
  public static final String UNMAPPED = "unmapped";

  /** The reason of an event that was too old to be sent. */
  public static final String EXPIRED = "expired";

  public boolean isUnmapped() {
    return reason.equals(UNMAPPED);
  }

  /** The same with an empty object as {@link #details}. */
  public DeadLetter withoutDetails() {
    return new DeadLetter(
        id,
        previousId,
        source,
        userId,
        messageId,
        type,
        event,
        reason,
        message,
        status,
        attempts,
        firstAttemptAt,
        deadAt,
        replays,
        JsonNodeFactory.instance.objectNode());
  }
}
