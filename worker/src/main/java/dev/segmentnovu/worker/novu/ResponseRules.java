package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import java.time.Duration;
import java.util.Objects;

/** What the responses of Novu mean. Pure. {@link StatusRule} says what a status means. */
public final class ResponseRules {

  private static final int MESSAGE_CHARS = 1_000;

  private ResponseRules() {}

  /** What the response to {@code call} means for its event. */
  public static DeliveryResult of(NovuCall call, NovuResponse response) {
    if (call.isTrigger()) {
      return ofTrigger(response);
    }
    return switch (call.method()) {
      case "GET" -> ofRead(response);
      case "DELETE" -> ofDeletion(response);
      default -> of(response);
    };
  }

  /** A trigger: {@code status} decides, because {@code acknowledged} is always true. */
  static DeliveryResult ofTrigger(NovuResponse response) {
    if (response.head().rule() != StatusRule.SUCCESS) {
      return ofFailure(response);
    }
    JsonNode data = response.json().path("data");
    String status = data.path("status").asText("");
    if (status.equals("processed")) {
      return new Delivered();
    }
    if (status.isEmpty()) {
      return notNovu(response);
    }
    JsonNode error = data.path("error");
    String why = error.isMissingNode() || error.isNull() ? "" : ": " + error;
    return new Rejected(
        response.status(),
        "not_delivered",
        shortened("Novu took the trigger but did not run it: " + status + why));
  }

  /** Any other call. */
  static DeliveryResult of(NovuResponse response) {
    if (response.head().rule() != StatusRule.SUCCESS) {
      return ofFailure(response);
    }
    return response.status() == 204 || response.json().has("data")
        ? new Delivered()
        : notNovu(response);
  }

  /** A read. */
  static DeliveryResult ofRead(NovuResponse response) {
    boolean isUnreadable =
        response.head().rule() == StatusRule.SUCCESS && !response.json().path("data").isObject();
    return isUnreadable ? notNovu(response) : of(response);
  }

  /** A deletion: what does not exist is deleted. */
  static DeliveryResult ofDeletion(NovuResponse response) {
    // a 404 that is not JSON comes from another server, which has deleted nothing
    return response.status() == 404 && response.json().isObject() ? new Delivered() : of(response);
  }

  /** Each success of Novu is {@code {"data": …}}: anything else proves no delivery. */
  static DeliveryResult notNovu(NovuResponse response) {
    return new Retryable(
        response.status(),
        "Novu answered "
            + response.status()
            + " with something else than its JSON; check that NOVU_API_URL is Novu's",
        StatusRule.OUTCOME_UNKNOWN_PAUSE,
        NextKey.REUSE);
  }

  private static DeliveryResult ofFailure(NovuResponse response) {
    StatusRule rule = response.head().rule();
    return switch (rule.event()) {
      case BODY_DECIDES -> throw new IllegalStateException("A success is no failure");
      case DEAD_LETTER -> new Rejected(response.status(), "rejected", message(response));
      case RETRY -> rule == StatusRule.INTERIM ? notNovu(response) : retryable(rule, response);
      case WAIT -> new SourcePaused(response.status(), message(response), pause(rule, response));
    };
  }

  private static Retryable retryable(StatusRule rule, NovuResponse response) {
    Duration retryAfter = response.head().retryAfter();
    Duration notBefore = longer(retryAfter == null ? Duration.ZERO : retryAfter, rule.leastDelay());
    NextKey key = rule.key(response.head().replayed());
    return new Retryable(
        response.status(), message(response), notBefore, Objects.requireNonNull(key));
  }

  private static Duration pause(StatusRule rule, NovuResponse response) {
    Duration retryAfter = response.head().retryAfter();
    return switch (rule.source()) {
      case SUSPEND -> StatusRule.SUSPENSION;
      case PAUSE ->
          longer(retryAfter == null ? Duration.ZERO : retryAfter, StatusRule.SHORTEST_RATE_PAUSE);
      case NONE -> throw new IllegalStateException(rule + " does not pause its source");
    };
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  /**
   * Novu's message. {@code message} may be a text or a list, {@code errors} a list or an object.
   */
  static String message(NovuResponse response) {
    JsonNode message = response.json().path("message");
    String text =
        message.isTextual()
            ? message.textValue()
            : message.isMissingNode() ? "" : message.toString();
    JsonNode errors = response.json().path("errors");
    if (errors.isContainerNode() && !errors.isEmpty()) {
      text = text + " " + errors;
    }
    if (text.isBlank()) {
      text = response.body().isBlank() ? "(no message)" : response.body();
    }
    if (response.status() >= 300 && response.status() < 400) {
      text =
          "Novu redirects, and the key is not sent elsewhere: set NOVU_API_URL to the final address";
    }
    // one line, because it goes to the log
    return shortened(
        "Novu answered " + response.status() + ": " + text.strip().replaceAll("\\s+", " "));
  }

  private static String shortened(String text) {
    return text.length() <= MESSAGE_CHARS ? text : text.substring(0, MESSAGE_CHARS) + "…";
  }
}
