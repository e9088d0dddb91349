package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.Held;
import dev.segmentnovu.worker.novu.DeliveryResult.KeyUse;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import java.time.Duration;

/** What Novu's answers mean. Pure. */
public final class Outcomes {

  /** How long a source whose key Novu refuses is left alone before one event is tried again. */
  static final Duration SUSPENSION = Duration.ofSeconds(30);

  private static final Duration THROTTLE = Duration.ofSeconds(1);
  private static final int MESSAGE_CHARS = 1_000;

  private Outcomes() {}

  /**
   * What an answer to a trigger means: only {@code status} counts, {@code acknowledged} is always
   * true.
   */
  static DeliveryResult ofTrigger(NovuReply reply) {
    if (!isSuccess(reply)) {
      return ofFailure(reply);
    }
    JsonNode data = reply.json().path("data");
    String status = data.path("status").asText("");
    if (status.equals("processed")) {
      return new Delivered();
    }
    if (status.isEmpty()) {
      return new Retryable(
          reply.status(),
          "Novu answered " + reply.status() + " without a status; its URL may be another server's",
          Duration.ZERO,
          KeyUse.SAME);
    }
    JsonNode error = data.path("error");
    String why = error.isMissingNode() || error.isNull() ? "" : ": " + error.toString();
    return new Rejected(
        reply.status(),
        "not_delivered",
        shortened("Novu took the trigger but did not run it: " + status + why));
  }

  /** What an answer to any other call means. */
  static DeliveryResult of(NovuReply reply) {
    return isSuccess(reply) ? new Delivered() : ofFailure(reply);
  }

  static boolean isSuccess(NovuReply reply) {
    return reply.status() >= 200 && reply.status() < 300;
  }

  private static DeliveryResult ofFailure(NovuReply reply) {
    String message = message(reply);
    Duration retryAfter = reply.retryAfter();
    Duration notBefore = retryAfter == null ? Duration.ZERO : retryAfter;
    return switch (reply.status()) {
      case 401, 402, 403 -> new Held(reply.status(), message, SUSPENSION);
      case 429 -> new Held(429, message, retryAfter == null ? THROTTLE : retryAfter);
      case 409 ->
          retryAfter == null
              ? new Rejected(409, "rejected", message)
              : new Retryable(409, message, notBefore, KeyUse.SAME);
      case 408, 425 -> new Retryable(reply.status(), message, notBefore, KeyUse.NEW);
      default ->
          reply.status() >= 500
              ? new Retryable(reply.status(), message, notBefore, KeyUse.NEW)
              : new Rejected(reply.status(), "rejected", message);
    };
  }

  /**
   * Novu's words, wherever it put them: {@code message} may be a text or a list, {@code errors} a
   * list or an object.
   */
  static String message(NovuReply reply) {
    JsonNode message = reply.json().path("message");
    String text =
        message.isTextual()
            ? message.textValue()
            : message.isMissingNode() ? "" : message.toString();
    JsonNode errors = reply.json().path("errors");
    if (errors.isContainerNode() && !errors.isEmpty()) {
      text = text + " " + errors;
    }
    if (text.isBlank()) {
      text = reply.body().isBlank() ? "(no message)" : reply.body();
    }
    if (reply.status() >= 300 && reply.status() < 400) {
      text =
          "Novu redirects, and the key is not sent elsewhere: set NOVU_API_URL to the final address";
    }
    return shortened("Novu answered " + reply.status() + ": " + text.strip());
  }

  private static String shortened(String text) {
    return text.length() <= MESSAGE_CHARS ? text : text.substring(0, MESSAGE_CHARS) + "…";
  }
}
