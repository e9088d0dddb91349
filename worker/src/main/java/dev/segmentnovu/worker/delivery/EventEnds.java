package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.telemetry.log.EventFacts;
import dev.segmentnovu.telemetry.trace.DeliverySpan;
import dev.segmentnovu.worker.delivery.finished.FinishedEvents;
import dev.segmentnovu.worker.delivery.finished.LastCall;
import dev.segmentnovu.worker.delivery.log.DeliveryLog;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The final states that an event can reach, with the metrics that count them. */
final class EventEnds {

  private final UserClaim claim;
  private final SourceRuntime runtime;
  private final @Nullable StoredEvent entry;
  private final @Nullable String name;
  private final DeliverySpan span;

  /**
   * The final states of one event.
   *
   * @param entry the event, or null if its entry cannot be read
   * @param name the name of a track call; null for another event, or if it cannot be read
   * @param span of the delivery, for log lines
   */
  EventEnds(
      UserClaim claim,
      SourceRuntime runtime,
      @Nullable StoredEvent entry,
      @Nullable String name,
      DeliverySpan span) {
    this.claim = claim;
    this.runtime = runtime;
    this.entry = entry;
    this.name = name;
    this.span = span;
  }

  /**
   * The event, and the events merged with it, are delivered.
   *
   * @param stored the event
   * @param attempts attempts that failed with a definite response
   * @param call the last call; null if this claim made none
   * @param resumed whether an earlier claim made calls
   */
  EventEnd delivered(StoredEvent stored, int attempts, @Nullable LastCall call, boolean resumed) {
    List<Settled> outcomes =
        remembers()
            ? claim
                .identifies()
                .finished(
                    FinishedEvents.delivered(claim.user(), stored, name, attempts, call, resumed))
                .stream()
                .<Settled>map(Settled.Delivered::new)
                .toList()
            : Collections.nCopies(claim.identifies().size(), new Settled.Delivered());
    return new EventEnd.Finished(outcomes, () -> countDelivered(stored.receivedAt()));
  }

  private boolean remembers() {
    return claim.tools().queue().deliveries() > 0;
  }

  private void countDelivered(Instant receivedAt) {
    Instant now = now();
    runtime.meters().delivered(Duration.between(receivedAt, now), now);
    claim.identifies().count(runtime.meters(), now);
    if (log().isDetailed()) {
      logDelivered(receivedAt, now);
    }
  }

  private void logDelivered(Instant receivedAt, Instant now) {
    log().delivered(facts(), Duration.between(receivedAt, now));
    claim
        .identifies()
        .followers(
            each ->
                log()
                    .delivered(
                        new EventFacts(
                            claim.user().source(),
                            each.messageId(),
                            EventType.IDENTIFY.wireName(),
                            OrderingKey.userId(claim.user().orderingKey()),
                            each.trace()),
                        Duration.between(each.receivedAt(), now)));
  }

  /** The configuration skips the event. */
  EventEnd skipped(MappingResult.Skip skip) {
    FinishedEvent finished =
        remembers() && entry != null
            ? FinishedEvents.skipped(claim.user(), entry, name, skip.reason())
            : null;
    return new EventEnd.Finished(
        List.of(new Settled.Skipped(finished)),
        () -> {
          runtime.meters().skipped(skip.reason(), name, now());
          if (log().isDetailed()) {
            log().skipped(facts(), skip.reason().name().toLowerCase(Locale.ROOT));
          }
        });
  }

  /** The event becomes a dead letter without a call. */
  EventEnd dead(RetryState state, String reason, String message) {
    return dead(state, new DeadLetterWriter.Cause(reason, message, null, null));
  }

  /** The event becomes a dead letter. */
  EventEnd dead(RetryState state, DeadLetterWriter.Cause cause) {
    DeadLetter deadLetter =
        claim.tools().deadLetters().write(claim.user(), entry, name, state, cause);
    return new EventEnd.Finished(
        List.of(new Settled.Dead(deadLetter)),
        () -> {
          runtime.meters().dead(deadLetter, failure(deadLetter, cause));
          log().dead(deadLetter, this::facts);
        });
  }

  /**
   * Counts an attempt that another attempt follows.
   *
   * @param delay how long the event waits for it
   */
  void countRetry(CallOutcome outcome, Retryable retryable, Duration delay) {
    if (log().isDetailed()) {
      log().retried(facts(), retryable.status(), delay);
    }
    runtime
        .meters()
        .retried(
            Failure.ofAttempt(
                outcome.call().workflow(),
                retryable.status(),
                retryable.message(),
                OrderingKey.userId(claim.user().orderingKey()),
                entry == null ? "" : entry.messageId(),
                now()));
  }

  /** The failure behind a dead letter, in the words of its last attempt, so that both are alike. */
  private static Failure failure(DeadLetter deadLetter, DeadLetterWriter.Cause cause) {
    CallOutcome outcome = cause.outcome();
    String message =
        outcome == null
            ? cause.message()
            : outcome
                .result()
                .match(
                    delivered -> cause.message(),
                    retryable -> retryable.message(),
                    rejected -> rejected.message(),
                    paused -> cause.message(),
                    postponed -> cause.message());
    return Failure.of(deadLetter, outcome == null ? null : outcome.call().workflow(), message);
  }

  /** What log lines say of the event. */
  private EventFacts facts() {
    return new EventFacts(
        claim.user().source(),
        entry == null ? null : entry.messageId(),
        name != null || entry == null ? name : entry.type().wireName(),
        OrderingKey.userId(claim.user().orderingKey()),
        span.context());
  }

  private DeliveryLog log() {
    return claim.tools().log();
  }

  private Instant now() {
    return claim.tools().clock().instant();
  }
}
