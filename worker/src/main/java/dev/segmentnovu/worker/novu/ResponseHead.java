package dev.segmentnovu.worker.novu;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response of Novu: it can arrive without the body.
 *
 * @param status the HTTP status
 * @param retryAfter what {@code Retry-After} asks for, from zero to an hour; null if absent or
 *     unreadable
 * @param replayed whether Novu returned the response that it stored under the idempotency key
 * @param hasIdempotencyKey whether the response repeats the idempotency key
 * @param isJson whether its {@code Content-Type} is JSON
 * @param rateLimit Novu's rate limit; null if the response does not state one
 */
public record ResponseHead(
    int status,
    @Nullable Duration retryAfter,
    boolean replayed,
    boolean hasIdempotencyKey,
    boolean isJson,
    @Nullable RateLimit rateLimit) {

  /** A head with a status and without headers. */
  public static ResponseHead of(int status) {
    return new ResponseHead(status, null, false, false, true, null);
  }

  /** What the status means. */
  public StatusRule rule() {
    return StatusRule.of(status, retryAfter != null);
  }
}
