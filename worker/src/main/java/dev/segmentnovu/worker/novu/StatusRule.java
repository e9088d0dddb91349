package dev.segmentnovu.worker.novu;

import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP status of a response means for the event, its idempotency key, the source, the
 * circuit and the concurrency limit. This is the only place that decides it: {@code
 * docs/answers.md} shows the same table.
 */
public enum StatusRule {
  /** An interim response decides nothing: the codec drops it. */
  INTERIM("1xx", Event.RETRY, NextKey.REUSE, Source.NONE, Circuit.FAILURE, Limit.SUCCESS),
  /** The body decides: a trigger that Novu accepted and did not run is a dead letter. */
  SUCCESS("2xx", Event.BODY_DECIDES, null, Source.NONE, Circuit.CLOSE, Limit.SUCCESS),
  /** Each success of Novu is JSON with {@code data}: anything else proves no delivery. */
  UNREADABLE(
      "2xx that is not Novu's JSON",
      Event.RETRY,
      NextKey.REUSE,
      Source.NONE,
      Circuit.FAILURE,
      Limit.SUCCESS),
  /** A redirect is not followed, because the API key must not go to another server. */
  REJECTED(
      "3xx, 400, 404, 409 without Retry-After, other 4xx",
      Event.DEAD_LETTER,
      NextKey.ROTATE_IF_CERTAIN,
      Source.NONE,
      Circuit.CLOSE,
      Limit.SUCCESS),
  /** Novu refuses the API key or the plan: an operator must act. */
  KEY_REFUSED("401, 402, 403", Event.WAIT, null, Source.SUSPEND, Circuit.CLOSE, Limit.SUCCESS),
  /** Novu limits the rate of calls. */
  RATE_LIMITED("429", Event.WAIT, null, Source.PAUSE, Circuit.CLOSE, Limit.IGNORE),
  /** Another call with the same idempotency key is still in progress. */
  IN_PROGRESS(
      "409 with Retry-After",
      Event.RETRY,
      NextKey.REUSE,
      Source.NONE,
      Circuit.CLOSE,
      Limit.SUCCESS),
  /** Novu does not want to process the call yet. */
  TOO_EARLY(
      "425", Event.RETRY, NextKey.ROTATE_IF_CERTAIN, Source.NONE, Circuit.CLOSE, Limit.SUCCESS),
  /** The server did not receive the whole request in time; Novu may have. */
  REQUEST_TIMEOUT("408", Event.RETRY, NextKey.REUSE, Source.NONE, Circuit.FAILURE, Limit.SUCCESS),
  /** A gateway gave up; Novu behind it may have done the work. */
  GATEWAY("502, 504", Event.RETRY, NextKey.REUSE, Source.NONE, Circuit.FAILURE, Limit.FAILURE),
  /** Novu itself failed. */
  SERVER_ERROR(
      "500, 503, other 5xx",
      Event.RETRY,
      NextKey.ROTATE_IF_CERTAIN,
      Source.NONE,
      Circuit.FAILURE,
      Limit.FAILURE),
  /** No response, or none that could be read to its end. */
  NO_RESPONSE("none", Event.RETRY, NextKey.REUSE, Source.NONE, Circuit.FAILURE, Limit.FAILURE);

  /** What happens to the event. */
  public enum Event {
    /** {@link ResponseRules} reads the body. */
    BODY_DECIDES,
    /** The event becomes a dead letter at once. */
    DEAD_LETTER,
    /** The event is tried again with backoff. */
    RETRY,
    /** The event waits with its source and costs no attempt. */
    WAIT
  }

  /** What happens to the source in all workers. */
  public enum Source {
    /** Nothing. */
    NONE,
    /** It waits for as long as {@code Retry-After} says. */
    PAUSE,
    /** It waits until a probe succeeds; the log asks an operator to act. */
    SUSPEND
  }

  /** What the circuit of the source counts. */
  public enum Circuit {
    /** Novu responds: the circuit closes. */
    CLOSE,
    /** A failure; ten users in a row open the circuit. */
    FAILURE
  }

  /** What the concurrency limit counts. */
  public enum Limit {
    /** A call that went well; its duration counts. */
    SUCCESS,
    /** A failure: the limit shrinks. */
    FAILURE,
    /** Nothing. */
    IGNORE
  }

  /** How long a source whose API key Novu refuses is suspended before the next probe. */
  static final Duration SUSPENSION = Duration.ofSeconds(30);

  /**
   * Novu checks transaction ids late: a call that is repeated within moments can be delivered
   * twice.
   */
  public static final Duration OUTCOME_UNKNOWN_PAUSE = Duration.ofSeconds(3);

  /** The shortest pause after a 429: Novu counts in whole seconds. */
  static final Duration SHORTEST_RATE_PAUSE = Duration.ofSeconds(1);

  private final String statuses;
  private final Event event;
  private final @Nullable NextKey key;
  private final Source source;
  private final Circuit circuit;
  private final Limit limit;

  StatusRule(
      String statuses,
      Event event,
      @Nullable NextKey key,
      Source source,
      Circuit circuit,
      Limit limit) {
    this.statuses = statuses;
    this.event = event;
    this.key = key;
    this.source = source;
    this.circuit = circuit;
    this.limit = limit;
  }

  /**
   * The rule for a response.
   *
   * @param status the HTTP status
   * @param hasRetryAfter whether the response has a readable {@code Retry-After}: with it a 409
   *     says that the same idempotency key is in progress
   */
  public static StatusRule of(int status, boolean hasRetryAfter) {
    if (status < 200) {
      return INTERIM;
    }
    if (status < 300) {
      return SUCCESS;
    }
    return switch (status) {
      case 401, 402, 403 -> KEY_REFUSED;
      case 408 -> REQUEST_TIMEOUT;
      case 409 -> hasRetryAfter ? IN_PROGRESS : REJECTED;
      case 425 -> TOO_EARLY;
      case 429 -> RATE_LIMITED;
      case 502, 504 -> GATEWAY;
      default -> status >= 500 ? SERVER_ERROR : REJECTED;
    };
  }

  /**
   * The rule by which an event is tried again.
   *
   * @param status the HTTP status of the failed attempt, or null if there was no response
   */
  static StatusRule ofRetry(@Nullable Integer status) {
    if (status == null) {
      return NO_RESPONSE;
    }
    // a 409 is tried again only with Retry-After
    StatusRule rule = of(status, true);
    return rule == SUCCESS ? UNREADABLE : rule;
  }

  /** The statuses, for people. */
  public String statuses() {
    return statuses;
  }

  /** What happens to the event. */
  public Event event() {
    return event;
  }

  /**
   * What the next attempt does with its idempotency key.
   *
   * @param replayed whether Novu returned a stored response: then the key is used up
   * @return null where there is no next attempt with a key
   */
  public @Nullable NextKey key(boolean replayed) {
    return replayed && circuit == Circuit.FAILURE ? NextKey.ROTATE : key;
  }

  /** The shortest time before the next attempt. */
  Duration leastDelay() {
    return this == UNREADABLE || this == REQUEST_TIMEOUT || this == GATEWAY
        ? OUTCOME_UNKNOWN_PAUSE
        : Duration.ZERO;
  }

  /** What happens to the source. */
  public Source source() {
    return source;
  }

  /** What the circuit counts. */
  public Circuit circuit() {
    return circuit;
  }

  /** What the concurrency limit counts. */
  public Limit limit() {
    return limit;
  }
}
