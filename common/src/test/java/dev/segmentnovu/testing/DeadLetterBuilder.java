package dev.segmentnovu.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.queue.DeadLetter;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Builds dead letters: {@code DeadLetterBuilder.of("web.0.a", "web",
 * "u1").reason("expired").build()}. By default it is a track call {@code m} that was rejected now,
 * after one attempt, without status and details.
 */
public final class DeadLetterBuilder {

  private final String id;
  private final String source;
  private final String userId;
  private String messageId = "m";
  private @Nullable String event;
  private @Nullable String workflow;
  private String reason = "rejected";
  private String message = "why";
  private @Nullable Integer status;
  private int attempts = 1;
  private @Nullable Instant firstAttemptAt;
  private Instant deadAt = Instant.now();
  private ObjectNode details = JsonNodeFactory.instance.objectNode();

  private DeadLetterBuilder(String id, String source, String userId) {
    this.id = id;
    this.source = source;
    this.userId = userId;
  }

  /** A dead letter of a user. */
  public static DeadLetterBuilder of(String id, String source, String userId) {
    return new DeadLetterBuilder(id, source, userId);
  }

  /** A dead letter with a new id, in a source's only shard. */
  public static DeadLetterBuilder unique(String source, String userId) {
    return of(source + ".0." + UUID.randomUUID().toString().replace("-", ""), source, userId);
  }

  /** Sets the message id. */
  public DeadLetterBuilder messageId(String messageId) {
    this.messageId = messageId;
    return this;
  }

  /** Sets the event name. */
  public DeadLetterBuilder event(String event) {
    this.event = event;
    return this;
  }

  /** Sets the workflow whose trigger failed. */
  public DeadLetterBuilder workflow(String workflow) {
    this.workflow = workflow;
    return this;
  }

  /** Sets the reason. */
  public DeadLetterBuilder reason(String reason) {
    this.reason = reason;
    return this;
  }

  /** Sets the message. */
  public DeadLetterBuilder message(String message) {
    this.message = message;
    return this;
  }

  /** Sets Novu's HTTP status. */
  public DeadLetterBuilder status(int status) {
    this.status = status;
    return this;
  }

  /** Sets how many responses of Novu it has cost. */
  public DeadLetterBuilder attempts(int attempts) {
    this.attempts = attempts;
    return this;
  }

  /** Sets when it was first sent. */
  public DeadLetterBuilder firstAttemptAt(Instant firstAttemptAt) {
    this.firstAttemptAt = firstAttemptAt;
    return this;
  }

  /** Sets when it died. */
  public DeadLetterBuilder deadAt(Instant deadAt) {
    this.deadAt = deadAt;
    return this;
  }

  /** Sets the details. */
  public DeadLetterBuilder details(ObjectNode details) {
    this.details = details;
    return this;
  }

  /** The dead letter. */
  public DeadLetter build() {
    return new DeadLetter(
        id,
        null,
        source,
        userId,
        messageId,
        "track",
        event,
        workflow,
        reason,
        message,
        status,
        attempts,
        firstAttemptAt,
        deadAt,
        0,
        details);
  }
}
