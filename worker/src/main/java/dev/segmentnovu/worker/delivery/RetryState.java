package dev.segmentnovu.worker.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.NovuCall;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The retry state of the head, which the queue stores beside it.
 *
 * @param failures attempts that failed, with or without a response; determines the backoff
 * @param attempts attempts that got a definite response
 * @param step how many steps are finished
 * @param fingerprint identifies the steps, see {@link DeliverySteps#fingerprint}; empty if {@code
 *     step} is 0
 * @param generation of its idempotency key, see {@link dev.segmentnovu.worker.novu.Attempt}
 * @param outcomeUnknown whether Novu may have processed a call under the present idempotency key
 * @param firstAttemptAt when the first attempt started, or null if there was none
 * @param expired the finished steps, from 0, that were not sent because they were too old
 * @param history the latest attempts, oldest first, at most 20
 * @param sentBody the body of a trigger that Novu may have processed; it is sent again unchanged,
 *     even if the rules change; null if there is none, or if it is longer than {@link
 *     #MAX_SENT_BYTES}
 */
record RetryState(
    int failures,
    int attempts,
    int step,
    String fingerprint,
    int generation,
    boolean outcomeUnknown,
    @Nullable Instant firstAttemptAt,
    List<Integer> expired,
    List<PastAttempt> history,
    @Nullable String sentBody) {

  /** Enough to understand what happened; memory in Redis is expensive. */
  private static final int MAX_HISTORY = 20;

  private static final int MESSAGE_CHARS = 300;

  /** A longer body is not stored: Redis stores the event already. */
  static final int MAX_SENT_BYTES = 64 * 1024;

  /** The state of an event without attempts. */
  static final RetryState FRESH =
      new RetryState(0, 0, 0, "", 0, false, null, List.of(), List.of(), null);

  /**
   * One attempt.
   *
   * @param status of Novu's response, or null if there was none
   */
  record PastAttempt(Instant at, @Nullable Integer status, String message, long durationMs) {}

  RetryState {
    expired = List.copyOf(expired);
    history = List.copyOf(history);
  }

  /**
   * The state after one more failure.
   *
   * @param key what the next attempt does with the idempotency key; with {@link NextKey#REUSE} the
   *     outcome is unknown, and the failure costs no attempt
   */
  RetryState failed(PastAttempt attempt, NextKey key) {
    boolean rotates =
        key == NextKey.ROTATE || (key == NextKey.ROTATE_IF_CERTAIN && !outcomeUnknown);
    List<PastAttempt> all = new ArrayList<>(history);
    String message = attempt.message();
    all.add(
        message.length() <= MESSAGE_CHARS
            ? attempt
            : new PastAttempt(
                attempt.at(),
                attempt.status(),
                message.substring(0, MESSAGE_CHARS) + "…",
                attempt.durationMs()));
    return new RetryState(
        failures + 1,
        attempts + (key == NextKey.REUSE ? 0 : 1),
        step,
        fingerprint,
        generation + (rotates ? 1 : 0),
        key == NextKey.REUSE || (outcomeUnknown && !rotates),
        firstAttemptAt == null ? attempt.at() : firstAttemptAt,
        expired,
        all.subList(Math.max(0, all.size() - MAX_HISTORY), all.size()),
        rotates ? null : sentBody);
  }

  /**
   * The same state with the body of the call, if Novu may have processed it. Novu refuses another
   * body under the same key, and might process the event twice under another key.
   */
  RetryState withSentBody(NovuCall call) {
    byte[] body = call.bytes();
    if (!outcomeUnknown || sentBody != null || !call.isTrigger() || body.length > MAX_SENT_BYTES) {
      return this;
    }
    return with(outcomeUnknown, new String(body, StandardCharsets.UTF_8));
  }

  private RetryState with(boolean unknown, @Nullable String body) {
    return new RetryState(
        failures,
        attempts,
        step,
        fingerprint,
        generation,
        unknown,
        firstAttemptAt,
        expired,
        history,
        body);
  }

  /**
   * The same state after a claim that ended without a settlement: Novu may have processed a call of
   * that claim under the present key.
   */
  RetryState withOutcomeUnknown() {
    return with(true, sentBody);
  }

  /** Whether no call for the present step can have been sent before. */
  boolean isFirst() {
    return failures == 0 && !outcomeUnknown;
  }

  /**
   * The state after one more step; the next step has idempotency keys of its own. An unknown
   * outcome stays unknown: an earlier claim that ended without a settlement may have reached the
   * next step.
   */
  RetryState advanced(String fingerprint) {
    return nextStep(fingerprint, expired);
  }

  private RetryState nextStep(String fingerprint, List<Integer> expiredNow) {
    return new RetryState(
        failures,
        attempts,
        step + 1,
        fingerprint,
        0,
        outcomeUnknown,
        firstAttemptAt,
        expiredNow,
        history,
        null);
  }

  /** The state after one more step was not sent because it is too old. */
  RetryState expired(String fingerprint) {
    List<Integer> all = new ArrayList<>(expired);
    all.add(step);
    return nextStep(fingerprint, all);
  }

  /**
   * The same state if it is about the steps with this fingerprint; else a state without finished
   * steps, in which Novu may have processed {@code sentBody}.
   */
  RetryState forSteps(String fingerprint) {
    return step == 0 || this.fingerprint.equals(fingerprint)
        ? this
        : new RetryState(
            failures,
            attempts,
            0,
            "",
            0,
            sentBody != null,
            firstAttemptAt,
            List.of(),
            history,
            sentBody);
  }

  /** The text that the queue stores. */
  String encode() {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("failures", failures).put("attempts", attempts);
    json.put("generation", generation).put("unsure", outcomeUnknown);
    if (step > 0) {
      json.put("step", step).put("plan", fingerprint);
    }
    if (!expired.isEmpty()) {
      ArrayNode steps = json.putArray("expired");
      expired.forEach(steps::add);
    }
    if (firstAttemptAt != null) {
      json.put("first", firstAttemptAt.toEpochMilli());
    }
    json.set("history", historyJson());
    if (sentBody != null) {
      json.put("sent", sentBody);
    }
    try {
      return EventCodec.JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree that this class made: cannot fail
    }
  }

  /** The attempts as a dead letter shows them. */
  ArrayNode historyJson() {
    ArrayNode array = EventCodec.JSON.createArrayNode();
    for (PastAttempt attempt : history) {
      array
          .addObject()
          .put("at", attempt.at().toString())
          .put("status", attempt.status())
          .put("message", attempt.message())
          .put("durationMs", attempt.durationMs());
    }
    return array;
  }

  /** Reads the text of {@link #encode}; {@link #FRESH} for null and for an unreadable text. */
  static RetryState decode(@Nullable String text) {
    if (text == null) {
      return FRESH;
    }
    try {
      JsonNode json = EventCodec.JSON.readTree(text);
      List<PastAttempt> history = new ArrayList<>();
      for (JsonNode attempt : json.path("history")) {
        history.add(
            new PastAttempt(
                Instant.parse(attempt.path("at").asText()),
                attempt.hasNonNull("status") ? attempt.path("status").asInt() : null,
                attempt.path("message").asText(),
                attempt.path("durationMs").asLong()));
      }
      List<Integer> expired = new ArrayList<>();
      json.path("expired").forEach(step -> expired.add(step.asInt()));
      return new RetryState(
          json.path("failures").asInt(),
          json.path("attempts").asInt(),
          json.path("step").asInt(),
          json.path("plan").asText(),
          json.path("generation").asInt(),
          json.path("unsure").asBoolean(),
          json.hasNonNull("first") ? Instant.ofEpochMilli(json.path("first").asLong()) : null,
          expired,
          history,
          json.path("sent").textValue());
    } catch (JsonProcessingException | java.time.DateTimeException e) {
      return FRESH;
    }
  }
}
