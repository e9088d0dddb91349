package dev.segmentnovu.worker.novu;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The result of a call, or of an attempt to deliver an event. */
public sealed interface DeliveryResult {

  /** Handles every case: one function for each. */
  <R> R match(
      Function<Delivered, R> delivered,
      Function<Retryable, R> retryable,
      Function<Rejected, R> rejected,
      Function<SourcePaused, R> sourcePaused,
      Function<Postponed, R> postponed);

  /** Whether Novu accepted it. */
  default boolean isDelivered() {
    return this instanceof Delivered;
  }

  /** Novu accepted it. */
  record Delivered() implements DeliveryResult {
    @Override
    public <R> R match(
        Function<Delivered, R> delivered,
        Function<Retryable, R> retryable,
        Function<Rejected, R> rejected,
        Function<SourcePaused, R> sourcePaused,
        Function<Postponed, R> postponed) {
      return delivered.apply(this);
    }
  }

  /**
   * Another attempt may succeed.
   *
   * @param status the HTTP status, or null if there was no response
   * @param message what happened
   * @param notBefore the shortest time before the next attempt; zero if Novu did not say
   * @param key what the next attempt does with its idempotency key
   */
  record Retryable(@Nullable Integer status, String message, Duration notBefore, NextKey key)
      implements DeliveryResult {
    @Override
    public <R> R match(
        Function<Delivered, R> delivered,
        Function<Retryable, R> retryable,
        Function<Rejected, R> rejected,
        Function<SourcePaused, R> sourcePaused,
        Function<Postponed, R> postponed) {
      return retryable.apply(this);
    }

    /** What the failure means for the circuit of the source. */
    public StatusRule.Circuit circuit() {
      return StatusRule.ofRetry(status).circuit();
    }
  }

  /**
   * Novu will never accept it as it is.
   *
   * @param status the HTTP status
   * @param reason {@code rejected}, or {@code not_delivered} where Novu accepted the call and did
   *     nothing
   * @param message Novu's message
   */
  record Rejected(int status, String reason, String message) implements DeliveryResult {
    @Override
    public <R> R match(
        Function<Delivered, R> delivered,
        Function<Retryable, R> retryable,
        Function<Rejected, R> rejected,
        Function<SourcePaused, R> sourcePaused,
        Function<Postponed, R> postponed) {
      return rejected.apply(this);
    }
  }

  /**
   * The source must wait. Says nothing about the event, and costs no attempt.
   *
   * @param status 429, or 401, 402, 403 where an operator has to act
   * @param message Novu's message
   * @param pause how long no call is made
   */
  record SourcePaused(int status, String message, Duration pause) implements DeliveryResult {
    @Override
    public <R> R match(
        Function<Delivered, R> delivered,
        Function<Retryable, R> retryable,
        Function<Rejected, R> rejected,
        Function<SourcePaused, R> sourcePaused,
        Function<Postponed, R> postponed) {
      return sourcePaused.apply(this);
    }
  }

  /**
   * A call got no permit in time: the rate budget of the source is used up, or the source pauses.
   * Says nothing about the event, and costs no attempt.
   *
   * @param delay how long to wait before the next attempt
   */
  record Postponed(Duration delay) implements DeliveryResult {
    @Override
    public <R> R match(
        Function<Delivered, R> delivered,
        Function<Retryable, R> retryable,
        Function<Rejected, R> rejected,
        Function<SourcePaused, R> sourcePaused,
        Function<Postponed, R> postponed) {
      return postponed.apply(this);
    }
  }

  /**
   * What the next attempt does with its idempotency key. Novu stores errors under a key, and
   * returns them again.
   */
  enum NextKey {
    /** Novu may have processed the call: the same key detects that. */
    REUSE,
    /**
     * Novu stored its response under the key. Take a new key, unless Novu may have processed an
     * earlier call under this key.
     */
    ROTATE_IF_CERTAIN,
    /** Novu returned a stored response: the key is used up. */
    ROTATE
  }
}
