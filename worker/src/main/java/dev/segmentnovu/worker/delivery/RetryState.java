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
 * What is remembered of the attempts at the first event of a user, kept beside it in the queue.
 *
 * @param failures attempts that failed, answered or not; drives the backoff
 * @param attempts answers of Novu spent on it
 * @param step how many of its requests Novu has taken
 * @param plan the fingerprint of those requests, see {@link DeliverySteps}; empty where {@code
 *     step} is 0
 * @param generation of its idempotency key, see {@link dev.segmentnovu.worker.novu.Attempt}
 * @param outcomeUnknown whether a call under this generation's key may have done the work
 * @param firstAttemptAt when it was first tried, or null if it never was
 * @param expired those of its requests, from 0, that were not sent because they were too old; they
 *     count in {@code step}
 * @param history the latest attempts, oldest first, at most 20
 * @param sent the body of the trigger that may have done the work, to be sent again as it was
 *     whatever the rules have become; null where there is none, or it is longer than {@link
 *     #MOST_SENT_BYTES}
 */
record RetryState(
    int failures,
    int attempts,
    int step,
    String plan,
    int generation,
    boolean outcomeUnknown,
    @Nullable Instant firstAttemptAt,
    List<Integer> expired,
    List<Try> history,
    @Nullable String sent) {

  /** Enough to see what went on; the queue's memory is dear. */
  private static final int MAX_HISTORY = 20;

  private static final int MESSAGE_CHARS = 300;

  /** A longer body is not kept: Redis has the event besides. */
  static final int MOST_SENT_BYTES = 64 * 1024;

  /** Of an event not tried yet. */
  static final RetryState FRESH =
      new RetryState(0, 0, 0, "", 0, false, null, List.of(), List.of(), null);

  /**
   * One attempt.
   *
   * @param status Novu's answer, or null if there was none
   */
  record Try(Instant at, @Nullable Integer status, String message, long durationMs) {}

  RetryState {
    expired = List.copyOf(expired);
    history = List.copyOf(history);
  }

  /**
   * After one more failure.
   *
   * @param key what it says of the idempotency key; an answer for good, which is all that attempts
   *     are spent on, is any but {@link NextKey#REUSE}
   */
  RetryState failed(Try attempt, NextKey key) {
    boolean next = key == NextKey.ROTATE || (key == NextKey.ROTATE_IF_CERTAIN && !outcomeUnknown);
    List<Try> all = new ArrayList<>(history);
    String message = attempt.message();
    all.add(
        message.length() <= MESSAGE_CHARS
            ? attempt
            : new Try(
                attempt.at(),
                attempt.status(),
                message.substring(0, MESSAGE_CHARS) + "…",
                attempt.durationMs()));
    return new RetryState(
        failures + 1,
        attempts + (key == NextKey.REUSE ? 0 : 1),
        step,
        plan,
        generation + (next ? 1 : 0),
        key == NextKey.REUSE || (outcomeUnknown && !next),
        firstAttemptAt == null ? attempt.at() : firstAttemptAt,
        expired,
        all.subList(Math.max(0, all.size() - MAX_HISTORY), all.size()),
        next ? null : sent);
  }

  /**
   * The same with the body of the call that was made, if that may have done the work: under its key
   * no other body may be sent, and under another key it might be done twice.
   */
  RetryState keeping(NovuCall call) {
    byte[] body = call.bytes();
    if (!outcomeUnknown || sent != null || !call.isTrigger() || body.length > MOST_SENT_BYTES) {
      return this;
    }
    return with(outcomeUnknown, new String(body, StandardCharsets.UTF_8));
  }

  private RetryState with(boolean unknownNow, @Nullable String sentNow) {
    return new RetryState(
        failures,
        attempts,
        step,
        plan,
        generation,
        unknownNow,
        firstAttemptAt,
        expired,
        history,
        sentNow);
  }

  /**
   * The same, if earlier claims ended without a word: a call made in one of them, under the present
   * key, may have done the work.
   */
  RetryState withOutcomeUnknown() {
    return with(true, sent);
  }

  /** Whether no call for its present request can have been made before. */
  boolean isFirst() {
    return failures == 0 && !outcomeUnknown;
  }

  /**
   * After Novu took one more request; the next one has keys of its own. It stays unknown whether
   * Novu did it: a claim that ended without a word may have come as far as that, too.
   */
  RetryState advanced(String plan) {
    return new RetryState(
        failures,
        attempts,
        step + 1,
        plan,
        0,
        outcomeUnknown,
        firstAttemptAt,
        expired,
        history,
        null);
  }

  /** After one more request was not sent because it is too old. */
  RetryState expired(String plan) {
    List<Integer> all = new ArrayList<>(expired);
    all.add(step);
    return new RetryState(
        failures, attempts, step + 1, plan, 0, outcomeUnknown, firstAttemptAt, all, history, null);
  }

  /**
   * The same if it is about this plan; else nothing of the event is done yet, except what a kept
   * body may have done.
   */
  RetryState within(String plan) {
    return step == 0 || this.plan.equals(plan)
        ? this
        : new RetryState(
            failures, attempts, 0, "", 0, sent != null, firstAttemptAt, List.of(), history, sent);
  }

  /** As the queue keeps it. */
  String encode() {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("failures", failures).put("attempts", attempts);
    json.put("generation", generation).put("unsure", outcomeUnknown);
    if (step > 0) {
      json.put("step", step).put("plan", plan);
    }
    if (!expired.isEmpty()) {
      ArrayNode steps = json.putArray("expired");
      expired.forEach(steps::add);
    }
    if (firstAttemptAt != null) {
      json.put("first", firstAttemptAt.toEpochMilli());
    }
    json.set("history", historyJson());
    if (sent != null) {
      json.put("sent", sent);
    }
    try {
      return EventCodec.JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of ours: cannot fail
    }
  }

  /** The attempts as a dead letter shows them. */
  ArrayNode historyJson() {
    ArrayNode array = EventCodec.JSON.createArrayNode();
    for (Try attempt : history) {
      array
          .addObject()
          .put("at", attempt.at().toString())
          .put("status", attempt.status())
          .put("message", attempt.message())
          .put("durationMs", attempt.durationMs());
    }
    return array;
  }

  /** What {@link #encode} wrote; {@link #FRESH} for null and for what another version wrote. */
  static RetryState decode(@Nullable String text) {
    if (text == null) {
      return FRESH;
    }
    try {
      JsonNode json = EventCodec.JSON.readTree(text);
      List<Try> history = new ArrayList<>();
      for (JsonNode attempt : json.path("history")) {
        history.add(
            new Try(
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
