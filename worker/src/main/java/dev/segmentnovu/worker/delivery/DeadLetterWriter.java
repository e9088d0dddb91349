package dev.segmentnovu.worker.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuCall;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the dead letter of an event that the relay gives up. It holds enough to understand the
 * failure without the logs, and no secret.
 */
public final class DeadLetterWriter {

  /** Larger than any event may be: the call for an identify also carries data stored at Novu. */
  private static final int MAX_BODY_BYTES = 64 * 1024;

  /** A deeper body, nested in a dead letter, is too deep for the JSON reader. */
  private static final int MAX_BODY_DEPTH = 100;

  private static final int MAX_TEXT_CHARS = 1_000;

  /** HTTP statuses. */
  private static final int TOO_LARGE = 413;

  private static final int SERVER_ERROR = 500;

  private static final String ID_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  private final Clock clock;
  private final RandomGenerator random;

  public DeadLetterWriter(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * Why the relay gives up an event.
   *
   * @param reason the code
   * @param message the text for people
   * @param outcome the outcome of the last attempt, or null if there was none
   * @param steps the steps of the event, or null if they are not known
   */
  record Cause(
      String reason,
      String message,
      @Nullable CallOutcome outcome,
      @Nullable DeliverySteps steps) {}

  /**
   * The dead letter of an event.
   *
   * @param stored the event, or null if its entry cannot be read
   * @param name the name of a track call; null for another event, or if it cannot be read
   */
  DeadLetter write(
      ClaimedUser user,
      @Nullable StoredEvent stored,
      @Nullable String name,
      RetryState state,
      Cause cause) {
    CallOutcome outcome = cause.outcome();
    return new DeadLetter(
        user.source() + "." + user.shard() + "." + randomId(),
        stored == null ? null : stored.deadLetterId(),
        user.source(),
        userId(user.orderingKey(), stored),
        stored == null ? "" : stored.messageId(),
        stored == null ? "unknown" : stored.type().wireName(),
        name == null ? null : shortened(name),
        workflow(state, cause),
        cause.reason(),
        shortened(cause.message()),
        outcome == null || outcome.response() == null ? null : outcome.response().status(),
        state.attempts(),
        state.firstAttemptAt(),
        clock.instant(),
        stored == null ? 0 : stored.replays(),
        details(state, cause));
  }

  /** The workflow of the trigger that failed or expired; null if it was no trigger. */
  private static @Nullable String workflow(RetryState state, Cause cause) {
    CallOutcome outcome = cause.outcome();
    if (outcome != null) {
      JsonNode body = outcome.call().isTrigger() ? outcome.call().body() : null;
      return body == null ? null : body.path("name").textValue();
    }
    DeliverySteps steps = cause.steps();
    return steps == null || state.expired().isEmpty()
        ? null
        : steps.workflow(state.expired().get(0));
  }

  /** The user id: an earlier version wrote ordering keys that only the event itself explains. */
  private static String userId(String key, @Nullable StoredEvent stored) {
    if (stored != null
        && key.endsWith(stored.messageId())
        && EventCodec.read(stored) instanceof DecodeResult.Decoded decoded
        && OrderingKey.isOldAlone(key, decoded.event().userId(), stored.messageId())) {
      return decoded.event().userId();
    }
    return OrderingKey.userId(key);
  }

  /** The message for an event that was accepted too long ago. */
  static String expired(Instant accepted) {
    return "Waited since "
        + accepted
        + ", longer than RELAY_EVENT_MAX_AGE allows, so the relay does not send it by itself. Replay"
        + " it if it is still relevant";
  }

  /** The message for an event whose retry window is over. */
  static String exhausted(int attempts, Instant first, String last) {
    return "Given up after "
        + attempts
        + (attempts == 1 ? " attempt" : " attempts")
        + " since "
        + first
        + ". "
        + last;
  }

  /** The message for an event that was claimed too often without a result. */
  static String poisoned(int claims) {
    return "Claimed "
        + claims
        + " times; each time its worker died or could not handle it. No call to Novu is known. Check"
        + " the workers' logs before you replay it";
  }

  /**
   * Why Novu refused an event, and what to do about it if Novu's message does not say so.
   *
   * @param status the status of Novu's response
   * @param message Novu's message
   * @param call the call that Novu refused
   */
  static String refused(int status, String message, NovuCall call) {
    JsonNode body = call.body();
    if (body == null) {
      return message;
    }
    if (status == TOO_LARGE && body.has("data")) {
      return message
          + ". The subscriber's data was "
          + body.get("data").toString().getBytes(StandardCharsets.UTF_8).length
          + " bytes with the traits of this event, and Novu takes 100 kB: until it is smaller, no"
          + " identify call with custom traits reaches this subscriber. Remove what is not needed"
          + " from its data at Novu, send fewer traits, or set identify.customTraits to ignore or"
          + " replace; then replay";
    }
    if (status < SERVER_ERROR && body.path("payload").has("attachments")) {
      return message
          + ". The event has properties.attachments, which Novu reserves for files to attach: send"
          + " it by another name, or leave it out with the payload of a rule";
    }
    return message;
  }

  private static ObjectNode details(RetryState state, Cause cause) {
    ObjectNode details = EventCodec.JSON.createObjectNode();
    CallOutcome outcome = cause.outcome();
    if (outcome != null) {
      ObjectNode request = details.putObject("request");
      request.put("method", outcome.call().method()).put("path", outcome.call().path());
      JsonNode body = outcome.call().body();
      if (body != null) {
        request.set("body", bounded(body, outcome.call().bytes()));
      }
      if (outcome.response() != null) {
        details
            .putObject("response")
            .put("status", outcome.response().status())
            .put("body", outcome.response().body());
      }
    }
    details.set("history", state.historyJson());
    DeliverySteps steps = cause.steps();
    if (steps != null && steps.size() > 1) {
      details.set("steps", steps.json(state.step(), state.expired()));
    }
    if (steps != null && steps.notAfter() != null) {
      details.put("notAfter", steps.notAfter().toString());
    }
    return details;
  }

  /** The body as JSON; if it is too large or too deep, its beginning as text. */
  private static JsonNode bounded(JsonNode body, byte[] bytes) {
    if (bytes.length <= MAX_BODY_BYTES && isShallow(body, MAX_BODY_DEPTH)) {
      return body;
    }
    int shown = Math.min(bytes.length, MAX_BODY_BYTES);
    return TextNode.valueOf(new String(bytes, 0, shown, StandardCharsets.UTF_8));
  }

  private static boolean isShallow(JsonNode node, int depth) {
    for (JsonNode child : node) {
      if (depth == 0 || !isShallow(child, depth - 1)) {
        return false;
      }
    }
    return true;
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS) + "…";
  }

  private String randomId() {
    var id = new StringBuilder(16);
    for (int i = 0; i < 16; i++) {
      id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
    }
    return id.toString();
  }
}
