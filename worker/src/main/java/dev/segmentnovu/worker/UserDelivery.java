package dev.segmentnovu.worker;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.Delivery;
import dev.segmentnovu.worker.novu.DeliveryResult;
import dev.segmentnovu.worker.novu.DeliveryResult.KeyUse;
import dev.segmentnovu.worker.novu.NovuRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the events of one claimed user, one after the other: each is settled in Redis before the
 * next is begun, and none is begun that the lease might not outlast. So there are never two
 * requests for one event, and never one before its turn.
 */
final class UserDelivery {

  private static final Logger LOG = LoggerFactory.getLogger(UserDelivery.class);
  private static final Duration SETTLE_PAUSE = Duration.ofMillis(500);

  /** What a lease must still last for after calls that took as long as they may. */
  private static final Duration SETTLEMENT = Duration.ofSeconds(1);

  /** What the deliveries of a worker share. */
  record Surroundings(
      Context context,
      EventConsumer consumer,
      Clock clock,
      RandomGenerator random,
      LetterWriter letters,
      RelayConfig.Queue queue,
      BooleanSupplier draining) {}

  private final Surroundings at;
  private final SourceWork work;
  private final ClaimedUser user;
  private final Lease lease;
  private int done;

  /** How the present event fared before this claim. */
  private HeadState state = HeadState.FRESH;

  /** The present event; null if its entry could not be read. */
  private @Nullable StoredEvent stored;

  /** The present event, read; null if it could not be. */
  private @Nullable SegmentEvent event;

  UserDelivery(Surroundings at, SourceWork work, ClaimedUser user, Lease lease) {
    this.at = at;
    this.work = work;
    this.user = user;
    this.lease = lease;
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
    LOG.error("Source {}: an event could not be handled, a bug; tried again", user.source(), bug);
    int claims = done == 0 ? user.claims() : 1;
    return giveBack(
        new Next.Fault(work.retry().delay(claims, at.random().nextDouble(), Duration.ZERO)));
  }

  private Future<Void> abandoned(Throwable bug) {
    LOG.error("Source {}: a delivery stopped; its lease lapses", user.source(), bug);
    return Future.succeededFuture();
  }

  private Future<Void> next() {
    Duration hold = work.health().remaining();
    if (at.draining().getAsBoolean()) {
      return giveBack(new Next.Release());
    }
    if (!hold.isZero()) {
      return giveBack(new Next.Backoff(hold, null));
    }
    if (!lease.lasts(reserved())) {
      return giveBack(new Next.Release());
    }
    return begin();
  }

  /** What a lease must still last for when calls begin. */
  private Duration reserved() {
    return work.novu().novu().timeout().plus(SETTLEMENT);
  }

  private Future<Void> begin() {
    state = done == 0 ? HeadState.decode(user.headState()) : HeadState.FRESH;
    stored = null;
    event = null;
    StoredEvent entry;
    try {
      entry = EventCodec.decode(user.entries().get(done));
    } catch (IllegalArgumentException e) {
      return bury("undecodable", "The entry cannot be read: " + e.getMessage(), null);
    }
    stored = entry;
    if (done == 0 && user.claims() > at.queue().maxClaims()) {
      return bury("poison", poisoned(user.claims() - 1), null);
    }
    Duration age = Duration.between(entry.receivedAt(), at.clock().instant());
    if (entry.replays() == 0 && age.compareTo(at.queue().maxEventAge()) > 0) {
      return bury("expired", expired(entry.receivedAt()), null);
    }
    DecodeResult read = EventCodec.read(entry);
    if (read instanceof DecodeResult.Decoded decoded) {
      event = decoded.event();
      return map(entry, decoded.event());
    }
    return bury("undecodable", ((DecodeResult.Undecodable) read).reason(), null);
  }

  private static String expired(Instant accepted) {
    return "Waited since "
        + accepted
        + ", longer than RELAY_EVENT_MAX_AGE allows, and is too old to be sent unasked. Replay it if"
        + " it still matters";
  }

  private static String poisoned(int claims) {
    return "Claimed "
        + claims
        + " times, and each time its worker died or could not handle it; nothing is known to have"
        + " reached Novu. Look into the workers' logs before it is replayed";
  }

  private Future<Void> map(StoredEvent entry, SegmentEvent readable) {
    MappingResult mapped = work.mapper().map(readable);
    if (mapped instanceof MappingResult.Send send) {
      return deliver(entry, send.request());
    }
    if (mapped instanceof MappingResult.Undeliverable bad) {
      return bury(bad.reason(), bad.message(), null);
    }
    return settled(new Settled.Skipped(), () -> work.meters().skipped());
  }

  private Future<Void> deliver(StoredEvent entry, NovuRequest request) {
    Instant begun = at.clock().instant();
    var attempt =
        new Attempt(
            user.source() + ":" + user.userId() + ":" + entry.messageId(),
            entry.replays(),
            state.generation());
    return work.novu()
        .deliver(request, attempt, lease.left().minus(reserved()))
        .compose(
            delivery -> {
              Duration took = Duration.between(begun, at.clock().instant());
              if (!(delivery.result() instanceof DeliveryResult.Postponed)) {
                work.meters().called(delivery, took);
              }
              return concluded(entry, delivery, begun, took);
            });
  }

  private Future<Void> concluded(
      StoredEvent entry, Delivery delivery, Instant begun, Duration took) {
    DeliveryResult result = delivery.result();
    work.health().heard(user.userId(), delivery);
    if (result instanceof DeliveryResult.Held held) {
      return giveBack(new Next.Backoff(held.hold(), null));
    }
    if (result instanceof DeliveryResult.Postponed postponed) {
      return giveBack(new Next.Backoff(postponed.comeAgain(), null));
    }
    if (result instanceof DeliveryResult.Retryable retryable) {
      var failure =
          new HeadState.Try(begun, retryable.status(), retryable.message(), took.toMillis());
      state = state.failed(failure, retryable.key());
      return retry(delivery, retryable);
    }
    if (result instanceof DeliveryResult.Rejected rejected) {
      var answer = new HeadState.Try(begun, rejected.status(), rejected.message(), took.toMillis());
      state = state.failed(answer, KeyUse.NEXT);
      return bury(rejected.reason(), rejected.message(), delivery);
    }
    Duration age = Duration.between(entry.receivedAt(), at.clock().instant());
    return settled(new Settled.Delivered(), () -> work.meters().delivered(age));
  }

  private Future<Void> retry(@Nullable Delivery delivery, DeliveryResult.Retryable why) {
    Duration delay =
        work.retry().delay(state.failures(), at.random().nextDouble(), why.notBefore());
    Instant now = at.clock().instant();
    Instant first = state.firstAttemptAt() == null ? now : state.firstAttemptAt();
    if (work.retry().isOver(first, now.plus(delay))) {
      String message =
          "Given up after "
              + state.failures()
              + (state.failures() == 1 ? " attempt" : " attempts")
              + " since "
              + first
              + ". "
              + why.message();
      return bury("exhausted", message, delivery);
    }
    work.meters().retried(why.status() == null ? "none" : String.valueOf(why.status()));
    return giveBack(new Next.Backoff(delay, state.encode()));
  }

  private Future<Void> bury(String reason, String message, @Nullable Delivery delivery) {
    var cause = new LetterWriter.Cause(reason, message, delivery);
    var letter = at.letters().write(user, stored, event, state, cause);
    return settled(new Settled.Dead(letter), () -> work.meters().dead());
  }

  /** Settles the present event, counts it, and goes on to the next. */
  private Future<Void> settled(Settled outcome, Runnable count) {
    // where tokens are short each user has one event at a time, so that all get on alike
    boolean last = done + 1 == user.entries().size() || work.pace().isShort();
    return settle(List.of(outcome), last ? new Next.Release() : new Next.Keep())
        .compose(
            result -> {
              if (!result.isApplied()) {
                return lost(result);
              }
              done++;
              count.run();
              return last || result == SettleResult.PARKED ? Future.succeededFuture() : next();
            });
  }

  /** Ends the claim with the present event untouched. */
  private Future<Void> giveBack(Next how) {
    return settle(List.of(), how)
        .compose(result -> result.isApplied() ? Future.succeededFuture() : lost(result));
  }

  private Future<Void> lost(SettleResult result) {
    work.meters().stale();
    LOG.warn(
        "Source {}: {}; the user's events come again",
        user.source(),
        result == SettleResult.STALE
            ? "a lease ended before its event was settled"
            : "Redis did not take a settlement before the lease ended");
    return Future.succeededFuture();
  }

  /**
   * Sends the settlement until Redis has answered or the lease is over: sending it twice does no
   * harm.
   */
  private Future<SettleResult> settle(List<Settled> settled, Next how) {
    return settle(new Settlement(user, done, settled, how), lease.now());
  }

  private Future<SettleResult> settle(Settlement settlement, long askedAt) {
    return Future.fromCompletionStage(at.consumer().settle(settlement), at.context())
        .compose(
            result -> {
              if (result == SettleResult.APPLIED) {
                // the first sending may be what was applied: the lease counts from there
                lease.renewed(askedAt);
              }
              return result == SettleResult.UNAVAILABLE && lease.lasts(SETTLE_PAUSE)
                  ? pause().compose(unused -> settle(settlement, askedAt))
                  : Future.succeededFuture(result);
            });
  }

  private Future<Void> pause() {
    Promise<Void> over = Promise.promise();
    at.context().owner().setTimer(SETTLE_PAUSE.toMillis(), unused -> over.complete());
    return over.future();
  }
}
