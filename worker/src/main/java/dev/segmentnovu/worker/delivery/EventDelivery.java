package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Delivers one event of a claimed user: reads it, maps it to steps, and asks Novu for one step
 * after the other.
 */
@EventLoopConfined
final class EventDelivery {

  private final DeliveryTools tools;
  private final CurrentSource current;
  private final SourceRuntime runtime;
  private final ClaimedUser user;
  private final int position;
  private final Lease lease;
  private final Settler settler;
  private final KnownProfile profile;
  private final IdentifyRun identifies;

  /** The retry state as the queue has it. */
  private final RetryState stored;

  /** The present retry state. */
  private RetryState state;

  /** The steps of the event; null until they are known. */
  private @Nullable DeliverySteps steps;

  /** The event; null if its entry cannot be read. */
  private @Nullable StoredEvent entry;

  /**
   * The name of a track call that could be read. Not the event: many events wait for Novu, and the
   * garbage collector copies all that waits.
   */
  private @Nullable String name;

  /**
   * An event that is not started.
   *
   * @param runtime the parts it uses, even if they are replaced meanwhile
   * @param position its place in the claim, from 0
   */
  EventDelivery(
      DeliveryTools tools,
      CurrentSource current,
      SourceRuntime runtime,
      ClaimedUser user,
      int position,
      Lease lease,
      Settler settler,
      KnownProfile profile,
      IdentifyRun identifies) {
    this.tools = tools;
    this.current = current;
    this.runtime = runtime;
    this.user = user;
    this.position = position;
    this.lease = lease;
    this.settler = settler;
    this.profile = profile;
    this.identifies = identifies;
    stored = position == 0 ? RetryState.decode(user.retryState()) : RetryState.FRESH;
    state = position == 0 && user.claims() > 1 ? stored.withOutcomeUnknown() : stored;
    identifies.reset();
  }

  Future<EventEnd> run() {
    StoredEvent read;
    try {
      read = EventCodec.decode(user.entries().get(position));
    } catch (IllegalArgumentException e) {
      return dead("undecodable", "The entry cannot be read: " + e.getMessage(), null);
    }
    entry = read;
    if (position == 0 && user.claims() > tools.queue().maxClaims()) {
      return dead("poison", DeadLetterWriter.poisoned(user.claims() - 1), null);
    }
    Duration age = Duration.between(read.receivedAt(), tools.clock().instant());
    if (read.replays() == 0 && age.compareTo(tools.queue().maxEventAge()) > 0) {
      return dead(DeadLetter.EXPIRED, DeadLetterWriter.expired(read.receivedAt()), null);
    }
    DecodeResult decoded = EventCodec.read(read);
    if (decoded instanceof DecodeResult.Decoded event) {
      return map(read, event.event());
    }
    return dead("undecodable", ((DecodeResult.Undecodable) decoded).reason(), null);
  }

  private Future<EventEnd> map(StoredEvent read, SegmentEvent event) {
    name = event instanceof SegmentEvent.Track track ? track.event() : null;
    if (event.common().timestampUnreadable() && state.equals(RetryState.FRESH)) {
      runtime.meters().timestampUnreadable();
    }
    MappingResult mapped = runtime.mapper().map(event);
    if (state.isFirst()) {
      mapped.leftOut().forEach(each -> runtime.meters().leftOut(each.field()));
    }
    String sent = state.sent();
    if (sent != null) {
      // Novu may have done it: rules that changed since must not ask for something else
      mapped = DeliverySteps.keeping(Trigger.ofBody(sent), mapped);
    }
    if (state.isFirst() && read.replays() == 0) {
      Instant notBefore = tools.clock().instant().minus(tools.queue().maxEventAge());
      mapped = identifies.merge(mapped, position, runtime, notBefore);
    }
    return mapped.match(
        send -> start(read, new DeliverySteps(send)), this::skipped, this::undeliverable);
  }

  private Future<EventEnd> start(StoredEvent read, DeliverySteps all) {
    steps = all;
    state = state.step() == 0 ? state : state.within(all.fingerprint());
    return nextStep(read, all);
  }

  /** Asks Novu for the next step that is necessary; finishes the event after the last. */
  private Future<EventEnd> nextStep(StoredEvent read, DeliverySteps all) {
    while (state.step() < all.size()) {
      NovuRequest request = all.request(state.step());
      if (runtime.novu().isDone(request)) {
        state = state.advanced(all.fingerprint());
      } else if (isUnchanged(read, request)) {
        runtime.meters().unchanged(identifies.size());
        state = state.advanced(all.size() == 1 ? "" : all.fingerprint());
      } else if (!read.forced() && all.isExpired(state.step(), tools.clock().instant())) {
        // an earlier claim may have sent it in time
        Set<String> others = state.isFirst() ? Set.of() : profile.asks(runtime.source(), request);
        state = state.expired(all.fingerprint());
        if (!others.isEmpty()) {
          return settler
              .forgetProfiles(others)
              .compose(forgotten -> forgotten ? nextStep(read, all) : lost());
        }
      } else {
        return ask(read, all);
      }
    }
    return state.expired().isEmpty()
        ? finish(read, all.end())
        : dead(DeadLetter.EXPIRED, all.expired(state.expired()), null);
  }

  /** A replay is always sent: an operator wants it to be. */
  private boolean isUnchanged(StoredEvent read, NovuRequest request) {
    return read.replays() == 0 && profile.has(runtime.source(), request);
  }

  private Future<EventEnd> ask(StoredEvent read, DeliverySteps all) {
    Instant startedAt = tools.clock().instant();
    var attempt =
        new Attempt(
            user.source() + ":" + user.orderingKey() + ":" + read.messageId(),
            state.step(),
            read.replays(),
            state.generation(),
            state.isFirst());
    NovuRequest request = all.take(state.step());
    Set<String> others = profile.asks(runtime.source(), request);
    return runtime
        .novu()
        .deliver(request, attempt, lease.left().minus(runtime.reserve()))
        .compose(
            outcome -> {
              Duration took = Duration.between(startedAt, tools.clock().instant());
              return settler
                  .forgetProfiles(others)
                  .compose(
                      forgotten ->
                          forgotten ? conclude(read, all, outcome, startedAt, took) : lost());
            });
  }

  private Future<EventEnd> conclude(
      StoredEvent read, DeliverySteps all, CallOutcome outcome, Instant startedAt, Duration took) {
    // what a Novu said that is not called any more, or of a replaced key, pauses nobody
    boolean isOutdated = runtime.health() != current.runtime().health();
    if (!isOutdated && !current.isDraining()) {
      runtime
          .health()
          .observe(user.orderingKey(), outcome)
          .ifPresent(delay -> runtime.scheduler().postponeAll(delay));
    }
    return outcome
        .result()
        .fold(
            delivered -> advance(read, all),
            retryable -> retry(read, outcome, retryable, startedAt, took),
            rejected -> reject(read, outcome, rejected, startedAt, took),
            paused -> giveBackUnchanged(isOutdated ? Duration.ZERO : dueAfter(paused)),
            postponed -> giveBackUnchanged(postponed.delay()));
  }

  private Duration dueAfter(SourcePaused paused) {
    return runtime.health().dueAfter(paused.pause());
  }

  private Future<EventEnd> advance(StoredEvent read, DeliverySteps all) {
    profile.taken();
    runtime.meters().merged(identifies.size() - 1);
    state = state.advanced(all.size() == 1 ? "" : all.fingerprint());
    return state.step() == all.size() ? nextStep(read, all) : continueAfterStep(read, all);
  }

  private Future<EventEnd> retry(
      StoredEvent read,
      CallOutcome outcome,
      Retryable retryable,
      Instant startedAt,
      Duration took) {
    if (identifies.failed(position, false)) {
      return sendUnmerged(read);
    }
    var failure =
        new RetryState.Try(startedAt, retryable.status(), retryable.message(), took.toMillis());
    state = state.failed(failure, retryable.key()).keeping(outcome.call());
    double random = tools.random().nextDouble();
    Duration delay = runtime.retry().delay(state.failures(), random, retryable.notBefore());
    Instant now = tools.clock().instant();
    Instant first = state.firstAttemptAt() == null ? now : state.firstAttemptAt();
    if (runtime.retry().isOver(first, now.plus(delay))) {
      String message = DeadLetterWriter.exhausted(state.failures(), first, retryable.message());
      return dead("exhausted", message, outcome);
    }
    runtime
        .meters()
        .retried(retryable.status() == null ? "none" : String.valueOf(retryable.status()));
    return end(new EventEnd.GivenBack(new Next.Backoff(delay, state.encode())));
  }

  private Future<EventEnd> reject(
      StoredEvent read, CallOutcome outcome, Rejected rejected, Instant startedAt, Duration took) {
    if (identifies.failed(position, true)) {
      return sendUnmerged(read);
    }
    var response =
        new RetryState.Try(startedAt, rejected.status(), rejected.message(), took.toMillis());
    state = state.failed(response, NextKey.ROTATE_IF_CERTAIN);
    String message =
        DeadLetterWriter.refused(rejected.status(), rejected.message(), outcome.call());
    return dead(rejected.reason(), message, outcome);
  }

  /** Sends an identify without those merged with it: one of them may be what Novu refused. */
  private Future<EventEnd> sendUnmerged(StoredEvent read) {
    if (EventCodec.read(read) instanceof DecodeResult.Decoded decoded
        && runtime.mapper().map(decoded.event()) instanceof MappingResult.Send send) {
      var all = new DeliverySteps(send);
      steps = all;
      return continueAfterStep(read, all);
    }
    throw new IllegalStateException("An identify that was sent can be sent no more");
  }

  /** Between two steps everything must hold that must hold before an event starts. */
  private Future<EventEnd> continueAfterStep(StoredEvent read, DeliverySteps all) {
    Duration pause = runtime.health().remaining();
    if (current.isDraining() || !pause.isZero()) {
      Duration due = runtime.health().dueAfter(pause);
      return end(new EventEnd.GivenBack(new Next.Backoff(due, state.encode())));
    }
    if (lease.lasts(runtime.reserve())) {
      return nextStep(read, all);
    }
    return settler
        .settle(position, List.of(), new Next.Keep(), profile.change())
        .compose(
            result -> {
              if (result != SettleResult.APPLIED) {
                return end(new EventEnd.Lost(result));
              }
              return lease.lasts(runtime.reserve())
                  ? nextStep(read, all)
                  : end(new EventEnd.GivenBack(new Next.Backoff(Duration.ZERO, state.encode())));
            });
  }

  /**
   * Finishes the event when no more is to be asked.
   *
   * @param remainder what becomes of the part that is not sent; null if there is none
   */
  private Future<EventEnd> finish(StoredEvent read, MappingResult.@Nullable Unsent remainder) {
    return remainder == null
        ? delivered(read)
        : remainder.match(this::skipped, this::undeliverable);
  }

  private Future<EventEnd> delivered(StoredEvent read) {
    return end(
        new EventEnd.Finished(
            Collections.nCopies(identifies.size(), new Settled.Delivered()),
            () -> countDelivered(read)));
  }

  private Future<EventEnd> skipped(MappingResult.Skip skip) {
    return end(
        new EventEnd.Finished(
            List.of(new Settled.Skipped()), () -> runtime.meters().skipped(skip.reason())));
  }

  private Future<EventEnd> undeliverable(MappingResult.Undeliverable bad) {
    return dead(bad.reason(), bad.message(), null);
  }

  private void countDelivered(StoredEvent read) {
    Instant now = tools.clock().instant();
    runtime.meters().delivered(Duration.between(read.receivedAt(), now));
    identifies.count(runtime.meters(), now);
  }

  private Future<EventEnd> dead(String reason, String message, @Nullable CallOutcome outcome) {
    DeliverySteps all = steps;
    String words = all == null ? message : all.describe(state.step(), state.expired(), message);
    var cause = new DeadLetterWriter.Cause(reason, words, outcome, all);
    DeadLetter deadLetter = tools.deadLetters().write(user, entry, name, state, cause);
    return end(
        new EventEnd.Finished(
            List.of(new Settled.Dead(deadLetter)), () -> runtime.meters().dead()));
  }

  /** Ends the claim for a time, with nothing learnt about the event. */
  private Future<EventEnd> giveBackUnchanged(Duration time) {
    String changed = state.equals(stored) ? null : state.encode();
    return end(new EventEnd.GivenBack(new Next.Backoff(time, changed)));
  }

  private static Future<EventEnd> lost() {
    return end(new EventEnd.Lost(SettleResult.UNAVAILABLE));
  }

  private static Future<EventEnd> end(EventEnd how) {
    return Future.succeededFuture(how);
  }
}
