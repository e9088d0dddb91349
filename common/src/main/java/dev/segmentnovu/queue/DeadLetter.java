package dev.segmentnovu.queue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that the relay gave up.
 *
 * @param id unique; contains source and shard: {@code web.0.k3f9…}
 * @param previousId the id of the dead letter that the event was replayed from; null if it was not
 *     replayed, or its entry cannot be read
 * @param source the source of the event
 * @param userId the user of the event
 * @param messageId the event's own id
 * @param type {@code "track"} and so on; {@code "unknown"} where the entry cannot be read
 * @param event the event name of a track call, else null
 * @param workflow the workflow whose trigger failed or was too old to be sent; null if it was not a
 *     trigger that failed, or an older version wrote the dead letter
 * @param reason a short code from a fixed set, to filter and count by: {@code unmapped}, {@code
 *     rejected}, …
 * @param message what happened, in words; Novu's message where there is one
 * @param status Novu's HTTP status; null if there was no response
 * @param attempts how many attempts were counted
 * @param firstAttemptAt when it was first sent to Novu; null if it never was
 * @param deadAt when the relay gave it up
 * @param replays how often it had been replayed before
 * @param details JSON object with the request to Novu, Novu's response and the history of attempts;
 *     contains no secrets
 */
public record DeadLetter(
    String id,
    @Nullable String previousId,
    String source,
    String userId,
    String messageId,
    String type,
    @Nullable String event,
    @Nullable String workflow,
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

  /** The reason of an event that was too old to send. */
  public static final String EXPIRED = "expired";

  /** The reason of an event that failed until its retry window was over. */
  public static final String EXHAUSTED = "exhausted";

  /** The reason of a head that an operator moved out of the way of its user's other events. */
  public static final String SKIPPED_BY_OPERATOR = "skipped-by-operator";

  /** All values of {@link #reason()}, in the order of the documentation. */
  public static final List<String> REASONS =
      List.of(
          UNMAPPED,
          "rejected",
          "not_delivered",
          EXHAUSTED,
          "invalid",
          "mapping",
          "poison",
          EXPIRED,
          "undecodable",
          SKIPPED_BY_OPERATOR);

  /** Whether no workflow is mapped for the event. */
  public boolean isUnmapped() {
    return reason.equals(UNMAPPED);
  }

  /**
   * The body of the trigger that failed; empty if the failed request was no trigger, or its body
   * was too large to be stored as JSON.
   */
  public Optional<ObjectNode> trigger() {
    return details.at("/request/body") instanceof ObjectNode body
            && body.path("name").isTextual()
            && body.path("transactionId").isTextual()
            && body.path("payload").isObject()
            && body.has("to")
        ? Optional.of(body)
        : Optional.empty();
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
        workflow,
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
