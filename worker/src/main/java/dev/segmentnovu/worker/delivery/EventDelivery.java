package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.telemetry.trace.DeliverySpan;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.SentTrigger;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import io.vertx.core.Future;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event of a claimed user and maps it. {@link StepDelivery} sends the steps of an event
 * that is to be sent.
 */
@EventLoopConfined
final class EventDelivery {

  private final UserClaim claim;
  private final SourceRuntime runtime;
  private final int position;

  /** The retry state that the queue stores. */
  private final RetryState stored;

  /** The present retry state. */
  private final RetryState state;

  /**
   * An event that is not started.
   *
   * @param runtime the parts that it uses, even if they are replaced meanwhile
   * @param position of the event in the claim, from 0
   */
  EventDelivery(UserClaim claim, SourceRuntime runtime, int position) {
    this.claim = claim;
    this.runtime = runtime;
    this.position = position;
    int claims = claim.user().claims();
    stored = position == 0 ? RetryState.decode(claim.user().retryState()) : RetryState.FRESH;
    state = position == 0 && claims > 1 ? stored.withOutcomeUnknown() : stored;
    claim.identifies().reset();
  }

  Future<EventEnd> run() {
    StoredEvent entry;
    try {
      entry = EventCodec.decode(claim.user().entries().get(position));
    } catch (IllegalArgumentException e) {
      return dead(
          null, DeliverySpan.NONE, "undecodable", "The entry cannot be read: " + e.getMessage());
    }
    return run(entry);
  }

  private Future<EventEnd> run(StoredEvent entry) {
    DeliverySpan span =
        claim
            .tools()
            .tracing()
            .delivery(
                entry.trace(), claim.user().source(), entry.messageId(), state.failures() + 1);
    return span.isRecorded()
        // within a future: an exception must end the span
        ? Future.succeededFuture()
            .compose(unused -> deliver(entry, span))
            .onComplete(ended -> end(span, ended.result(), ended.cause()))
        : deliver(entry, span);
  }

  private static void end(DeliverySpan span, @Nullable EventEnd end, @Nullable Throwable bug) {
    if (end == null) {
      span.failed(bug == null ? "bug" : bug.getClass().getName());
      span.end("given-back");
    } else {
      span.end(
          end.match(
              finished -> outcome(span, finished.outcomes().get(0)),
              givenBack -> "given-back",
              lost -> "lost"));
    }
  }

  private static String outcome(DeliverySpan span, Settled settled) {
    return settled.match(
        () -> "delivered",
        () -> "skipped",
        dead -> {
          span.failed(dead.deadLetter().reason());
          return "dead-letter";
        });
  }

  private Future<EventEnd> deliver(StoredEvent entry, DeliverySpan span) {
    int claims = claim.user().claims();
    if (position == 0 && claims > claim.tools().queue().maxClaims()) {
      return dead(entry, span, "poison", DeadLetterWriter.poisoned(claims - 1));
    }
    if (entry.replays() == 0 && entry.receivedAt().isBefore(oldestReceivedAt())) {
      return dead(entry, span, DeadLetter.EXPIRED, DeadLetterWriter.expired(entry.receivedAt()));
    }
    return EventCodec.read(entry)
        .match(
            decoded -> map(entry, decoded.event(), span),
            undecodable -> dead(entry, span, "undecodable", undecodable.reason()));
  }

  /** An event that was received earlier is not sent, unless an operator replays it. */
  private Instant oldestReceivedAt() {
    return claim.tools().clock().instant().minus(claim.tools().queue().maxEventAge());
  }

  private Future<EventEnd> map(StoredEvent entry, SegmentEvent event, DeliverySpan span) {
    if (event.common().timestampUnreadable() && state.equals(RetryState.FRESH)) {
      runtime.meters().timestampUnreadable();
    }
    MappingResult mapped = runtime.mapper().map(event);
    if (state.isFirst()) {
      mapped.leftOut().forEach(each -> runtime.meters().leftOut(each.field()));
    }
    String sentBody = state.sentBody();
    if (sentBody != null) {
      // Novu may have processed it: rules that changed since must not produce another trigger
      mapped = SentTrigger.in(Trigger.ofBody(sentBody), mapped);
    } else if (entry.trigger() != null) {
      // an operator replays the event as it was
      mapped = SentTrigger.in(Trigger.of(entry.trigger()), mapped);
    }
    if (state.isFirst() && entry.replays() == 0) {
      mapped = claim.identifies().merge(mapped, position, runtime.mapper(), oldestReceivedAt());
    }
    // not the event itself: many events wait for Novu, and the garbage collector copies all objects
    // that wait
    String name = event instanceof SegmentEvent.Track track ? track.event() : null;
    var ends = new EventEnds(claim, runtime, entry, name, span);
    return mapped.match(
        send ->
            new StepDelivery(
                    claim,
                    runtime,
                    position,
                    entry,
                    ends,
                    stored,
                    state,
                    new DeliverySteps(send),
                    span)
                .run(),
        skip -> Future.succeededFuture(ends.skipped(skip)),
        bad -> Future.succeededFuture(ends.dead(state, bad.reason(), bad.message())));
  }

  private Future<EventEnd> dead(
      @Nullable StoredEvent entry, DeliverySpan span, String reason, String message) {
    var ends = new EventEnds(claim, runtime, entry, null, span);
    return Future.succeededFuture(ends.dead(state, reason, message));
  }
}
