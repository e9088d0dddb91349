package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.telemetry.trace.DeliverySpan;
import dev.segmentnovu.worker.delivery.finished.LastCall;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import dev.segmentnovu.worker.novu.NovuRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends the steps of one mapped event to Novu, one after the other. */
@EventLoopConfined
final class StepDelivery {

  private final UserClaim claim;
  private final SourceRuntime runtime;
  private final int position;
  private final StoredEvent entry;
  private final EventEnds ends;
  private final DeliverySpan span;

  /** The retry state that the queue stores. */
  private final RetryState stored;

  /** The present retry state. */
  private RetryState state;

  private DeliverySteps steps;

  /** The workflow of the last trigger; null if there was none. */
  private @Nullable String workflow;

  /** The last call that Novu accepted in this claim; null if there was none. */
  private @Nullable LastCall lastCall;

  /**
   * A delivery that is not started.
   *
   * @param runtime the parts that it uses, even if they are replaced meanwhile
   * @param position of the event in the claim, from 0
   * @param stored the retry state that the queue stores
   * @param state the present retry state
   * @param span of this delivery; whoever begins it ends it
   */
  StepDelivery(
      UserClaim claim,
      SourceRuntime runtime,
      int position,
      StoredEvent entry,
      EventEnds ends,
      RetryState stored,
      RetryState state,
      DeliverySteps steps,
      DeliverySpan span) {
    this.claim = claim;
    this.runtime = runtime;
    this.position = position;
    this.entry = entry;
    this.ends = ends;
    this.stored = stored;
    this.state = state.step() == 0 ? state : state.forSteps(steps.fingerprint());
    this.steps = steps;
    this.span = span;
  }

  /** Sends the next step that is necessary; finishes the event after the last. */
  Future<EventEnd> run() {
    while (state.step() < steps.size()) {
      NovuRequest request = steps.request(state.step());
      if (runtime.novu().isDone(request)) {
        state = state.advanced(steps.fingerprint());
      } else if (isUnchanged(request)) {
        runtime.meters().unchanged(claim.identifies().size());
        state = state.advanced(fingerprintIfSeveral());
      } else if (!entry.forced() && steps.isExpired(state.step(), now())) {
        // an earlier claim may have sent it in time
        Set<String> others =
            state.isFirst() ? Set.of() : claim.profile().beforeSending(runtime.source(), request);
        state = state.expired(steps.fingerprint());
        if (!others.isEmpty()) {
          return claim
              .settler()
              .forgetProfiles(others)
              .compose(forgotten -> forgotten ? run() : lost(SettleResult.UNAVAILABLE));
        }
      } else {
        return send();
      }
    }
    return finish();
  }

  /** A replay is always sent, because an operator asks for it. */
  private boolean isUnchanged(NovuRequest request) {
    return entry.replays() == 0 && claim.profile().matches(runtime.source(), request);
  }

  private String fingerprintIfSeveral() {
    return steps.size() == 1 ? "" : steps.fingerprint();
  }

  private Future<EventEnd> send() {
    Instant startedAt = now();
    var attempt =
        new Attempt(
            claim.user().source() + ":" + claim.user().orderingKey() + ":" + entry.messageId(),
            state.step(),
            entry.replays(),
            state.generation(),
            state.isFirst(),
            span);
    NovuRequest request = steps.take(state.step());
    workflow = request instanceof NovuRequest.Trigger trigger ? trigger.workflow() : workflow;
    Set<String> others = claim.profile().beforeSending(runtime.source(), request);
    return runtime
        .novu()
        .deliver(request, attempt, claim.lease().left().minus(runtime.reserve()))
        .compose(
            outcome -> {
              Duration took = Duration.between(startedAt, now());
              return claim
                  .settler()
                  .forgetProfiles(others)
                  .compose(
                      forgotten ->
                          forgotten
                              ? conclude(outcome, startedAt, took)
                              : lost(SettleResult.UNAVAILABLE));
            });
  }

  private Future<EventEnd> conclude(CallOutcome outcome, Instant startedAt, Duration took) {
    // a response of a replaced environment or API key must not pause the present one
    boolean isOutdated = runtime.health() != claim.current().runtime().health();
    if (!isOutdated && !claim.current().isDraining()) {
      runtime
          .health()
          .observe(claim.user().orderingKey(), outcome)
          // the present scheduler has the queued calls: another concurrency replaces it
          .ifPresent(delay -> claim.current().runtime().scheduler().postponeAll(delay));
    }
    return outcome
        .result()
        .match(
            delivered -> advance(outcome),
            retryable -> retry(outcome, retryable, startedAt, took),
            rejected -> reject(outcome, rejected, startedAt, took),
            paused -> giveBackUnchanged(isOutdated ? Duration.ZERO : dueAfter(paused)),
            postponed -> giveBackUnchanged(postponed.delay()));
  }

  private Duration dueAfter(SourcePaused paused) {
    return runtime.health().dueAfter(paused.pause());
  }

  private Future<EventEnd> advance(CallOutcome outcome) {
    lastCall = LastCall.of(outcome, workflow);
    claim.profile().accepted();
    runtime.meters().merged(claim.identifies().size() - 1);
    state = state.advanced(fingerprintIfSeveral());
    return state.step() == steps.size() ? finish() : continueAfterStep();
  }

  private Future<EventEnd> retry(
      CallOutcome outcome, Retryable retryable, Instant startedAt, Duration took) {
    if (claim.identifies().failed(position, false)) {
      return sendUnmerged();
    }
    Integer status = retryable.status();
    var failure =
        new RetryState.PastAttempt(startedAt, status, retryable.message(), took.toMillis());
    state = state.failed(failure, retryable.key()).withSentBody(outcome.call());
    double random = claim.tools().random().nextDouble();
    Duration delay = runtime.retry().delay(state.failures(), random, retryable.notBefore());
    Instant now = now();
    Instant first = state.firstAttemptAt() == null ? now : state.firstAttemptAt();
    if (runtime.retry().isOver(first, now.plus(delay))) {
      String message = DeadLetterWriter.exhausted(state.failures(), first, retryable.message());
      return dead(DeadLetter.EXHAUSTED, message, outcome);
    }
    ends.countRetry(outcome, retryable, delay);
    span.failed(status == null ? "no-response" : status.toString());
    return giveBack(delay, state.encode());
  }

  private Future<EventEnd> reject(
      CallOutcome outcome, Rejected rejected, Instant startedAt, Duration took) {
    if (claim.identifies().failed(position, true)) {
      return sendUnmerged();
    }
    var failure =
        new RetryState.PastAttempt(
            startedAt, rejected.status(), rejected.message(), took.toMillis());
    state = state.failed(failure, NextKey.ROTATE_IF_CERTAIN);
    String message =
        DeadLetterWriter.refused(rejected.status(), rejected.message(), outcome.call());
    return dead(rejected.reason(), message, outcome);
  }

  /** Sends an identify without those merged with it: Novu may have refused one of them. */
  private Future<EventEnd> sendUnmerged() {
    if (EventCodec.read(entry) instanceof DecodeResult.Decoded decoded
        && runtime.mapper().map(decoded.event()) instanceof MappingResult.Send send) {
      steps = new DeliverySteps(send);
      return continueAfterStep();
    }
    throw new IllegalStateException("An identify that was mapped before cannot be mapped again");
  }

  /** Continues if an event could start now: the source may pause, or the lease may end soon. */
  private Future<EventEnd> continueAfterStep() {
    Duration pause = runtime.health().remaining();
    if (claim.current().mustGiveBack() || !pause.isZero()) {
      return giveBack(runtime.health().dueAfter(pause), state.encode());
    }
    if (claim.lease().lasts(runtime.reserve())) {
      return run();
    }
    return claim
        .settler()
        .settle(position, List.of(), new Next.Keep(), claim.profile().change())
        .compose(
            result -> {
              if (result != SettleResult.APPLIED) {
                return lost(result);
              }
              return claim.lease().lasts(runtime.reserve())
                  ? run()
                  : giveBack(Duration.ZERO, state.encode());
            });
  }

  /** Finishes the event after its last step. */
  private Future<EventEnd> finish() {
    if (!state.expired().isEmpty()) {
      return dead(DeadLetter.EXPIRED, steps.expiredMessage(state.expired()), null);
    }
    MappingResult.Unsent remainder = steps.remainder();
    return remainder == null
        ? delivered()
        : remainder.match(
            skip -> Future.succeededFuture(ends.skipped(skip)),
            bad -> dead(bad.reason(), bad.message(), null));
  }

  /**
   * Ends the event as delivered. A delete has the relay forget its own records too, before it is
   * settled: a worker that dies between the two delivers it once more.
   */
  private Future<EventEnd> delivered() {
    EventEnd end = ends.delivered(entry, state.attempts(), lastCall, stored.step() > 0);
    return entry.type() == EventType.DELETE
        ? claim
            .settler()
            .forgetRecords()
            .compose(
                forgotten ->
                    forgotten ? Future.succeededFuture(end) : lost(SettleResult.UNAVAILABLE))
        : Future.succeededFuture(end);
  }

  private Future<EventEnd> dead(String reason, String message, @Nullable CallOutcome outcome) {
    String described = steps.describe(state.step(), state.expired(), message);
    var cause = new DeadLetterWriter.Cause(reason, described, outcome, steps);
    return Future.succeededFuture(ends.dead(state, cause));
  }

  /** Ends the claim for {@code delay}; the attempt says nothing about the event. */
  private Future<EventEnd> giveBackUnchanged(Duration delay) {
    return giveBack(delay, state.equals(stored) ? null : state.encode());
  }

  private static Future<EventEnd> giveBack(Duration delay, @Nullable String changedState) {
    return Future.succeededFuture(new EventEnd.GivenBack(new Next.Backoff(delay, changedState)));
  }

  private static Future<EventEnd> lost(SettleResult why) {
    return Future.succeededFuture(new EventEnd.Lost(why));
  }

  private Instant now() {
    return claim.tools().clock().instant();
  }
}
