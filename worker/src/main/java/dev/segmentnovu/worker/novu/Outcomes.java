package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import java.time.Duration;

/** What Novu's answers mean. Pure. */
public final class Outcomes {

  /** How long a source whose key Novu refuses is left alone before one event is tried again. */
  static final Duration SUSPENSION = Duration.ofSeconds(30);

  /** Novu checks transaction ids late: what is sent again within moments can be delivered twice. */
  static final Duration AMBIGUOUS_PAUSE = Duration.ofSeconds(3);

  /** How long a 429 holds at least: Novu counts in whole seconds. */
  private static final Duration THROTTLE = Duration.ofSeconds(1);

  private static final int MESSAGE_CHARS = 1_000;

  private Outcomes() {}

  /**
   * What an answer to a trigger means: only {@code status} counts, {@code acknowledged} is always
   * true.
   */
  static DeliveryResult ofTrigger(NovuResponse reply) {
    if (!isSuccess(reply)) {
      return ofFailure(reply);
    }
    JsonNode data = reply.json().path("data");
    String status = data.path("status").asText("");
    if (status.equals("processed")) {
      return new Delivered();
    }
    if (status.isEmpty()) {
      return notNovu(reply);
    }
    JsonNode error = data.path("error");
    String why = error.isMissingNode() || error.isNull() ? "" : ": " + error.toString();
    return new Rejected(
        reply.status(),
        "not_delivered",
        shortened("Novu took the trigger but did not run it: " + status + why));
  }

  /** What an answer to any other call means. */
  static DeliveryResult of(NovuResponse reply) {
    if (!isSuccess(reply)) {
      return ofFailure(reply);
    }
    return reply.status() == 204 || reply.json().has("data") ? new Delivered() : notNovu(reply);
  }

  /** What an answer to the reading of something means. */
  static DeliveryResult ofRead(NovuResponse reply) {
    return isSuccess(reply) && !reply.json().path("data").isObject() ? notNovu(reply) : of(reply);
  }

  /** What an answer to the deletion of something means: what is not there is deleted. */
  static DeliveryResult ofDeletion(NovuResponse reply) {
    // a 404 that is not JSON comes from another server, which has deleted nothing
    return reply.status() == 404 && reply.json().isObject() ? new Delivered() : of(reply);
  }

  private static boolean isSuccess(NovuResponse reply) {
    return reply.status() >= 200 && reply.status() < 300;
  }

  /** Every success of Novu is {@code {"data": …}}: whatever this is, it proves no delivery. */
  static DeliveryResult notNovu(NovuResponse reply) {
    return new Retryable(
        reply.status(),
        "Novu answered "
            + reply.status()
            + " with something else than its JSON; check that NOVU_API_URL is Novu's",
        AMBIGUOUS_PAUSE,
        NextKey.REUSE);
  }

  private static DeliveryResult ofFailure(NovuResponse reply) {
    String message = message(reply);
    Duration retryAfter = reply.retryAfter();
    Duration notBefore = retryAfter == null ? Duration.ZERO : retryAfter;
    if (reply.status() < 200) {
      return notNovu(reply); // no final answer: AnswerCodec lets none through
    }
    return switch (reply.status()) {
      case 401, 402, 403 -> new SourcePaused(reply.status(), message, SUSPENSION);
      case 429 ->
          new SourcePaused(
              429,
              message,
              retryAfter == null || retryAfter.compareTo(THROTTLE) < 0 ? THROTTLE : retryAfter);
      case 409 ->
          retryAfter == null
              ? new Rejected(409, "rejected", message)
              : new Retryable(409, message, notBefore, NextKey.REUSE);
      case 425 -> new Retryable(425, message, notBefore, NextKey.ROTATE_IF_CERTAIN);
      // a gateway gave up; Novu behind it may not have
      case 408, 502, 504 ->
          new Retryable(
              reply.status(),
              message,
              notBefore.compareTo(AMBIGUOUS_PAUSE) < 0 ? AMBIGUOUS_PAUSE : notBefore,
              reply.kept() ? NextKey.ROTATE : NextKey.REUSE);
      default ->
          reply.status() >= 500
              ? new Retryable(
                  reply.status(),
                  message,
                  notBefore,
                  reply.kept() ? NextKey.ROTATE : NextKey.ROTATE_IF_CERTAIN)
              : new Rejected(reply.status(), "rejected", message);
    };
  }

  /**
   * Novu's words, wherever it put them: {@code message} may be a text or a list, {@code errors} a
   * list or an object.
   */
  static String message(NovuResponse reply) {
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
    // on one line: it goes to the log, too
    return shortened(
        "Novu answered " + reply.status() + ": " + text.strip().replaceAll("\\s+", " "));
  }

  private static String shortened(String text) {
    return text.length() <= MESSAGE_CHARS ? text : text.substring(0, MESSAGE_CHARS) + "…";
  }
}
