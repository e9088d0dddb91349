package dev.segmentnovu.worker;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.Delivery;
import dev.segmentnovu.worker.novu.DeliveryResult;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of one claimed user, one after the other: each is settled in Redis before the
 * next is begun, and none is begun that the lease might not outlast. So there are never two
 * requests for one event, and never one before its turn.
 */
final class UserDelivery {

  /** What a lease must still last for after calls that took as long as they may. */
  static final Duration SETTLEMENT = Duration.ofSeconds(1);

  /** What the deliveries of a worker share. */
  record Surroundings(
      Context context,
      EventConsumer consumer,
      Clock clock,
      RandomGenerator random,
      DeadLetterWriter letters,
      RelayConfig.Queue queue,
      DeliveryFailures failures,
      BooleanSupplier draining) {}

  private final Surroundings at;
  private final Supplier<SourceWork> current;
  private final ClaimedUser user;
  private final Lease lease;
  private final Settler settler;
  private final KnownProfile profile;
  private final IdentifyRun run;
  private int done;

  /** What the present event goes by, whatever changes meanwhile. */
  private SourceWork work;

  /** How the present event has fared so far. */
  private RetryState state = RetryState.FRESH;

  /** The same, as the queue knows it. */
  private RetryState kept = RetryState.FRESH;

  /** What is to be asked of Novu for the present event; null if that is not known. */
  private @Nullable DeliverySteps plan;

  /** The present event; null if its entry could not be read. */
  private @Nullable StoredEvent stored;

  /**
   * What the present event is called, if it is a track call that could be read. Not the event: many
   * wait for Novu, and what waits is copied by the garbage collector.
   */
  private @Nullable String name;

  /**
   * A delivery.
   *
   * @param current what an event that is begun now goes by
   */
  UserDelivery(Surroundings at, Supplier<SourceWork> current, ClaimedUser user, Lease lease) {
    this.at = at;
    this.current = current;
    this.work = current.get();
    this.user = user;
    this.lease = lease;
    settler = new Settler(at.context(), at.consumer(), user, lease);
    profile = new KnownProfile(user);
    run = new IdentifyRun(user);
  }

  /** Completes when the user is given back, or lost. Never fails. */
  Future<Void> run() {
    // within a future, so that what is thrown at once is recovered from, too
    return Future.succeededFuture()
        .compose(unused -> next())
        .recover(this::failedByBug)
        .recover(this::abandoned);
  }

  /** No attempt is spent on it, but its claims are counted: it does not come again for ever. */
  private Future<Void> failedByBug(Throwable bug) {
    at.failures().notHandled(work.source(), bug);
    int claims = done == 0 ? user.claims() : 1;
    return giveBack(
        new Next.Fault(work.retry().delay(claims, at.random().nextDouble(), Duration.ZERO)));
  }

  private Future<Void> abandoned(Throwable bug) {
    at.failures().stopped(work.source(), bug);
    return Future.succeededFuture();
  }

  private Future<Void> next() {
    work = current.get();
    Duration hold = work.health().remaining();
    if (at.draining().getAsBoolean()) {
      return giveBack(new Next.Release());
    }
    if (!hold.isZero()) {
      return giveBack(new Next.Backoff(work.health().dueAfter(hold), null));
    }
    return lease.lasts(reserved()) ? begin() : giveBack(new Next.Release());
  }

  /** What a lease must still last for when calls begin. */
  private Duration reserved() {
    return work.novu().novu().timeout().plus(SETTLEMENT);
  }

  private Future<Void> begin() {
    kept = done == 0 ? RetryState.decode(user.headState()) : RetryState.FRESH;
    state = done == 0 && user.claims() > 1 ? kept.doubted() : kept;
    plan = null;
    stored = null;
    name = null;
    run.reset();
    StoredEvent entry;
    try {
      entry = EventCodec.decode(user.entries().get(done));
    } catch (IllegalArgumentException e) {
      return bury("undecodable", "The entry cannot be read: " + e.getMessage(), null);
    }
    stored = entry;
    if (done == 0 && user.claims() > at.queue().maxClaims()) {
      return bury("poison", DeadLetterWriter.poisoned(user.claims() - 1), null);
    }
    Duration age = Duration.between(entry.receivedAt(), at.clock().instant());
    if (entry.replays() == 0 && age.compareTo(at.queue().maxEventAge()) > 0) {
      return bury(DeadLetter.EXPIRED, DeadLetterWriter.expired(entry.receivedAt()), null);
    }
    DecodeResult read = EventCodec.read(entry);
    if (read instanceof DecodeResult.Decoded decoded) {
      name = decoded.event() instanceof SegmentEvent.Track track ? track.event() : null;
      if (decoded.event().common().timestampUnreadable() && state.equals(RetryState.FRESH)) {
        work.meters().timestampUnreadable();
      }
      return map(entry, decoded.event());
    }
    return bury("undecodable", ((DecodeResult.Undecodable) read).reason(), null);
  }

  private Future<Void> map(StoredEvent entry, SegmentEvent readable) {
    MappingResult mapped = work.mapper().map(readable);
    if (state.isFirst()) {
      mapped.leftOut().forEach(each -> work.meters().leftOut(each.field()));
    }
    String sent = state.sent();
    if (sent != null) {
      // it may have been done: rules that have changed since must not ask for something else
      mapped = DeliverySteps.keeping(Trigger.ofBody(sent), mapped);
    }
    if (state.isFirst() && entry.replays() == 0) {
      Instant notBefore = at.clock().instant().minus(at.queue().maxEventAge());
      mapped = run.merge(mapped, done, work, notBefore);
    }
    if (mapped instanceof MappingResult.Send send) {
      var steps = new DeliverySteps(send);
      plan = steps;
      state = state.step() == 0 ? state : state.within(steps.fingerprint());
      return step(entry, steps);
    }
    return ended(entry, (MappingResult.Unsent) mapped);
  }

  /** Asks Novu the next of what is to be asked; settles the event when there is no more. */
  private Future<Void> step(StoredEvent entry, DeliverySteps steps) {
    while (state.step() < steps.size()) {
      NovuRequest request = steps.request(state.step());
      if (work.novu().isDone(request)) {
        state = state.advanced(steps.fingerprint());
      } else if (isUnchanged(entry, request)) {
        work.meters().unchanged(run.size());
        state = state.advanced(steps.size() == 1 ? "" : steps.fingerprint());
      } else if (!entry.forced() && steps.isExpired(state.step(), at.clock().instant())) {
        // an earlier claim may have sent it in time
        Set<String> others = state.isFirst() ? Set.of() : profile.asks(work.source(), request);
        state = state.expired(steps.fingerprint());
        if (!others.isEmpty()) {
          return forgotten(others)
              .compose(
                  forgotten -> forgotten ? step(entry, steps) : lost(SettleResult.UNAVAILABLE));
        }
      } else {
        return ask(entry, steps);
      }
    }
    return state.expired().isEmpty()
        ? ended(entry, steps.end())
        : bury(DeadLetter.EXPIRED, steps.expired(state.expired()), null);
  }

  /** A replay is sent in any case: an operator wants it to be. */
  private boolean isUnchanged(StoredEvent entry, NovuRequest request) {
    return entry.replays() == 0 && profile.has(work.source(), request);
  }

  /**
   * Settles the event as what it is when nothing more is to be asked.
   *
   * @param unsent null if it is delivered
   */
  private Future<Void> ended(StoredEvent entry, MappingResult.@Nullable Unsent unsent) {
    if (unsent instanceof MappingResult.Undeliverable bad) {
      return bury(bad.reason(), bad.message(), null);
    }
    if (unsent instanceof MappingResult.Skip skip) {
      return settled(List.of(new Settled.Skipped()), () -> work.meters().skipped(skip.reason()));
    }
    return settled(
        Collections.nCopies(run.size(), new Settled.Delivered()), () -> countDelivered(entry));
  }

  private void countDelivered(StoredEvent entry) {
    Instant now = at.clock().instant();
    work.meters().delivered(Duration.between(entry.receivedAt(), now));
    run.count(work.meters(), now);
  }

  private Future<Void> ask(StoredEvent entry, DeliverySteps steps) {
    Instant begun = at.clock().instant();
    var attempt =
        new Attempt(
            user.source() + ":" + user.userId() + ":" + entry.messageId(),
            state.step(),
            entry.replays(),
            state.generation(),
            state.isFirst());
    NovuRequest request = steps.take(state.step());
    Set<String> others = profile.asks(work.source(), request);
    return work.novu()
        .deliver(request, attempt, lease.left().minus(reserved()))
        .compose(
            delivery -> {
              Duration took = Duration.between(begun, at.clock().instant());
              return forgotten(others)
                  .compose(
                      forgotten ->
                          forgotten
                              ? concluded(entry, steps, delivery, begun, took)
                              : lost(SettleResult.UNAVAILABLE));
            });
  }

  /** Whether the queue remembers no more what was written of these users before. */
  private Future<Boolean> forgotten(Set<String> users) {
    return users.isEmpty()
        ? Future.succeededFuture(true)
        : Future.fromCompletionStage(
                at.consumer().forgetProfiles(user.source(), users), at.context())
            .map(unused -> true)
            .otherwise(false);
  }

  private Future<Void> concluded(
      StoredEvent entry, DeliverySteps steps, Delivery delivery, Instant begun, Duration took) {
    DeliveryResult result = delivery.result();
    // what is said of a Novu that is called no more, or of a key that was replaced, holds nobody up
    boolean outdated = work.health() != current.get().health();
    if (!outdated && !at.draining().getAsBoolean()) {
      work.health().heard(user.userId(), delivery);
    }
    if (result instanceof DeliveryResult.SourcePaused paused) {
      return giveBackAsIs(outdated ? Duration.ZERO : work.health().dueAfter(paused.pause()));
    }
    if (result instanceof DeliveryResult.Postponed postponed) {
      return giveBackAsIs(postponed.comeAgain());
    }
    boolean refused = result instanceof DeliveryResult.Rejected;
    if (!(result instanceof DeliveryResult.Delivered) && run.failed(done, refused)) {
      return alone(entry);
    }
    if (result instanceof DeliveryResult.Retryable retryable) {
      var failure =
          new RetryState.Try(begun, retryable.status(), retryable.message(), took.toMillis());
      state = state.failed(failure, retryable.key()).keeping(delivery.call());
      return retry(delivery, retryable);
    }
    if (result instanceof DeliveryResult.Rejected rejected) {
      var answer =
          new RetryState.Try(begun, rejected.status(), rejected.message(), took.toMillis());
      state = state.failed(answer, NextKey.ROTATE_IF_CERTAIN);
      String message =
          DeadLetterWriter.refused(rejected.status(), rejected.message(), delivery.call());
      return bury(rejected.reason(), message, delivery);
    }
    profile.taken();
    work.meters().merged(run.size() - 1);
    state = state.advanced(steps.size() == 1 ? "" : steps.fingerprint());
    return state.step() == steps.size() ? step(entry, steps) : goOn(entry, steps);
  }

  /** Sends an identify without those that follow it: one of them may be what Novu refused. */
  private Future<Void> alone(StoredEvent entry) {
    if (EventCodec.read(entry) instanceof DecodeResult.Decoded decoded
        && work.mapper().map(decoded.event()) instanceof MappingResult.Send send) {
      var steps = new DeliverySteps(send);
      plan = steps;
      return goOn(entry, steps);
    }
    throw new IllegalStateException("An identify that was sent can be sent no more");
  }

  /** Between two steps: what must hold before an event is begun must hold here, too. */
  private Future<Void> goOn(StoredEvent entry, DeliverySteps steps) {
    Duration hold = work.health().remaining();
    if (at.draining().getAsBoolean() || !hold.isZero()) {
      return giveBack(new Next.Backoff(work.health().dueAfter(hold), state.encode()));
    }
    if (lease.lasts(reserved())) {
      return step(entry, steps);
    }
    return settler
        .settle(done, List.of(), new Next.Keep(), profile.news())
        .compose(
            result ->
                result != SettleResult.APPLIED
                    ? lost(result)
                    : lease.lasts(reserved())
                        ? step(entry, steps)
                        : giveBack(new Next.Backoff(Duration.ZERO, state.encode())));
  }

  private Future<Void> retry(@Nullable Delivery delivery, DeliveryResult.Retryable why) {
    Duration delay =
        work.retry().delay(state.failures(), at.random().nextDouble(), why.notBefore());
    Instant now = at.clock().instant();
    Instant first = state.firstAttemptAt() == null ? now : state.firstAttemptAt();
    if (work.retry().isOver(first, now.plus(delay))) {
      String message = DeadLetterWriter.exhausted(state.failures(), first, why.message());
      return bury("exhausted", message, delivery);
    }
    work.meters().retried(why.status() == null ? "none" : String.valueOf(why.status()));
    return giveBack(new Next.Backoff(delay, state.encode()));
  }

  private Future<Void> bury(String reason, String message, @Nullable Delivery delivery) {
    DeliverySteps steps = plan;
    String told = steps == null ? message : steps.told(state.step(), state.expired(), message);
    var cause = new DeadLetterWriter.Cause(reason, told, delivery, steps);
    var letter = at.letters().write(user, stored, name, state, cause);
    return settled(List.of(new Settled.Dead(letter)), () -> work.meters().dead());
  }

  /** Settles the present event and its followers, counts them, and goes on to the next. */
  private Future<Void> settled(List<? extends Settled> outcomes, Runnable count) {
    // where tokens are short each user has one event at a time, so that all get on alike
    boolean last = done + outcomes.size() == user.entries().size() || work.pace().isShort();
    return settler
        .settle(
            done,
            List.copyOf(outcomes),
            last ? new Next.Release() : new Next.Keep(),
            profile.news())
        .compose(
            result -> {
              if (!result.isApplied()) {
                return lost(result);
              }
              profile.settled();
              done += outcomes.size();
              count.run();
              return last || result == SettleResult.PARKED ? Future.succeededFuture() : next();
            });
  }

  /** Ends the claim for a time, with nothing learnt of the present event. */
  private Future<Void> giveBackAsIs(Duration time) {
    return giveBack(new Next.Backoff(time, state.equals(kept) ? null : state.encode()));
  }

  /** Ends the claim with the present event untouched. */
  private Future<Void> giveBack(Next how) {
    return settler
        .settle(done, List.of(), how, profile.news())
        .compose(result -> result.isApplied() ? Future.succeededFuture() : lost(result));
  }

  private Future<Void> lost(SettleResult result) {
    work.meters().stale();
    at.failures().lost(work.source(), result);
    return Future.succeededFuture();
  }
}
