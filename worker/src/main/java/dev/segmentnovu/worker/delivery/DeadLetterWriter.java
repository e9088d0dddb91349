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
 * Writes the dead letter of an event that is given up: enough to understand it without the logs,
 * and no secret.
 */
public final class DeadLetterWriter {

  /** Larger than any event may be; an identify carries what Novu had stored besides. */
  private static final int MAX_BODY_BYTES = 64 * 1024;

  /** Deeper ones could not be wrapped into a letter and still be written and read. */
  private static final int MAX_BODY_DEPTH = 100;

  private static final int MAX_TEXT_CHARS = 1_000;

  /** Statuses of HTTP. */
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
   * Why an event is given up.
   *
   * @param reason the code
   * @param message in words
   * @param outcome the last attempt, or null if none was made
   * @param plan all that was to be asked of Novu, or null if that is not known
   */
  record Cause(
      String reason, String message, @Nullable CallOutcome outcome, @Nullable DeliverySteps plan) {}

  /**
   * The letter.
   *
   * @param stored the event, or null if its entry could not be read
   * @param name of a track call, or null of another, or if it could not be read
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
        cause.reason(),
        shortened(cause.message()),
        outcome == null || outcome.response() == null ? null : outcome.response().status(),
        state.attempts(),
        state.firstAttemptAt(),
        clock.instant(),
        stored == null ? 0 : stored.replays(),
        details(state, cause));
  }

  /** Whose event it is: an earlier version wrote keys that only the event itself explains. */
  private static String userId(String key, @Nullable StoredEvent stored) {
    if (stored != null
        && key.endsWith(stored.messageId())
        && EventCodec.read(stored) instanceof DecodeResult.Decoded decoded
        && OrderingKey.isOldAlone(key, decoded.event().userId(), stored.messageId())) {
      return decoded.event().userId();
    }
    return OrderingKey.userId(key);
  }

  /** Of an event that was accepted too long ago. */
  static String expired(Instant accepted) {
    return "Waited since "
        + accepted
        + ", longer than RELAY_EVENT_MAX_AGE allows, and is too old to be sent unasked. Replay it if"
        + " it still matters";
  }

  /** The message of a dead letter for which the time of its attempts is over. */
  static String exhausted(int attempts, Instant first, String last) {
    return "Given up after "
        + attempts
        + (attempts == 1 ? " attempt" : " attempts")
        + " since "
        + first
        + ". "
        + last;
  }

  /** Of an event that was claimed so often with nothing learnt. */
  static String poisoned(int claims) {
    return "Claimed "
        + claims
        + " times, and each time its worker died or could not handle it; nothing is known to have"
        + " reached Novu. Look into the workers' logs before it is replayed";
  }

  /**
   * Why Novu refused an event, and what to do about it where Novu's own words do not say so.
   *
   * @param status Novu's answer
   * @param message Novu's words
   * @param call what was refused
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
    DeliverySteps plan = cause.plan();
    if (plan != null && plan.size() > 1) {
      details.set("steps", plan.json(state.step(), state.expired()));
    }
    if (plan != null && plan.notAfter() != null) {
      details.put("notAfter", plan.notAfter().toString());
    }
    return details;
  }

  /** The body as JSON; of one that is too large or too deep, its beginning as text. */
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
