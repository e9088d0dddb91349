package dev.segmentnovu.worker.novu;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of an attempt to deliver an event. */
public sealed interface DeliveryResult {

  /** Novu has it. */
  record Delivered() implements DeliveryResult {}

  /**
   * Worth another attempt, later.
   *
   * @param status Novu's answer, or null if there was none
   * @param message what happened
   * @param notBefore the next attempt must wait at least so long; zero if Novu did not say
   * @param key what the next attempt does with its idempotency key
   */
  record Retryable(@Nullable Integer status, String message, Duration notBefore, NextKey key)
      implements DeliveryResult {}

  /**
   * Will never be taken as it is.
   *
   * @param status Novu's answer
   * @param reason {@code rejected}, or {@code not_delivered} where Novu took the call and did
   *     nothing
   * @param message Novu's own words
   */
  record Rejected(int status, String reason, String message) implements DeliveryResult {}

  /**
   * Says nothing about the event: the source must wait. Costs no attempt.
   *
   * @param status 429, or 401, 402, 403 where an operator has to act
   * @param message Novu's own words
   * @param pause how long to leave Novu alone
   */
  record SourcePaused(int status, String message, Duration pause) implements DeliveryResult {}

  /**
   * Not all calls could be made in time, because the source's rate budget is used up. Says nothing
   * about the event, and costs no attempt.
   *
   * @param comeAgain how long to wait before
   */
  record Postponed(Duration comeAgain) implements DeliveryResult {}

  /**
   * What the next attempt does with its idempotency key (Novu keeps errors under a key, and gives
   * them back).
   */
  enum NextKey {
    /** Novu may have done the work: the same key finds that out. */
    REUSE,
    /**
     * Novu has answered, and keeps that under the key: a new one, unless an earlier call under this
     * key may have done the work.
     */
    ROTATE_IF_CERTAIN,
    /** Novu gave back an answer it had kept: the key is used up. */
    ROTATE
  }
}
