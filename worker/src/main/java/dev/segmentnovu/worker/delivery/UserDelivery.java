package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.telemetry.log.EventFacts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Delivers the events of one claimed user, one after the other. Each event is settled in Redis
 * before the next starts, and an event starts only if the lease lasts until its settlement. So an
 * event never has two requests in flight, nor a request before the preceding event is settled.
 */
@EventLoopConfined
final class UserDelivery {

  private final UserClaim claim;

  /** How many events of the claim are settled. */
  private int position;

  UserDelivery(UserClaim claim) {
    this.claim = claim;
  }

  /** Completes when the user is given back, or its lease is lost. Never fails. */
  Future<Void> run() {
    // within a future, so that an exception that is thrown at once is handled too
    return Future.succeededFuture()
        .compose(unused -> next())
        .recover(this::giveBackAfterBug)
        .recover(this::abandon);
  }

  /** Costs no attempt, but Redis counts the claim: the event is not claimed for ever. */
  private Future<Void> giveBackAfterBug(Throwable bug) {
    SourceRuntime runtime = claim.current().runtime();
    claim.tools().log().notHandled(runtime.source(), this::facts, bug);
    int claims = position == 0 ? claim.user().claims() : 1;
    double random = claim.tools().random().nextDouble();
    return giveBack(new Next.Fault(runtime.retry().delay(claims, random, Duration.ZERO)));
  }

  private Future<Void> abandon(Throwable bug) {
    claim.tools().log().stopped(claim.current().runtime().source(), this::facts, bug);
    return Future.succeededFuture();
  }

  /** What is known of the present event without its body. */
  private EventFacts facts() {
    ClaimedUser user = claim.user();
    String userId = OrderingKey.userId(user.orderingKey());
    if (position >= user.entries().size()) {
      return new EventFacts(user.source(), null, null, userId, null);
    }
    try {
      StoredEvent entry = EventCodec.decode(user.entries().get(position));
      // the name of the event would need its body
      return new EventFacts(user.source(), entry.messageId(), null, userId, entry.trace());
    } catch (IllegalArgumentException e) {
      return new EventFacts(user.source(), null, null, userId, null);
    }
  }

  private Future<Void> next() {
    SourceRuntime runtime = claim.current().runtime();
    if (claim.current().mustGiveBack()) {
      return giveBack(new Next.Release());
    }
    Duration pause = runtime.health().remaining();
    if (!pause.isZero()) {
      return giveBack(new Next.Backoff(runtime.health().dueAfter(pause), null));
    }
    if (!claim.lease().lasts(runtime.reserve())) {
      return giveBack(new Next.Release());
    }
    return new EventDelivery(claim, runtime, position)
        .run()
        .compose(
            end ->
                end.match(
                    finished -> settle(runtime, finished),
                    givenBack -> giveBack(givenBack.next()),
                    lost -> reportLost(lost.why())));
  }

  /** Settles the event and the events merged with it, and continues with the next. */
  private Future<Void> settle(SourceRuntime runtime, EventEnd.Finished end) {
    int settled = end.outcomes().size();
    // while tokens are short each claim delivers one event, so that all users progress alike
    boolean isLast =
        position + settled == claim.user().entries().size() || runtime.scheduler().isShort();
    Next next = isLast ? new Next.Release() : new Next.Keep();
    return claim
        .settler()
        .settle(position, end.outcomes(), next, claim.profile().change())
        .compose(
            result -> {
              if (!result.isApplied()) {
                return reportLost(result);
              }
              claim.profile().settled();
              position += settled;
              end.count().run();
              return isLast || result == SettleResult.PARKED ? Future.succeededFuture() : next();
            });
  }

  /** Ends the claim; the present event stays the head of its user. */
  private Future<Void> giveBack(Next next) {
    return claim
        .settler()
        .settle(position, List.of(), next, claim.profile().change())
        .compose(result -> result.isApplied() ? Future.succeededFuture() : reportLost(result));
  }

  private Future<Void> reportLost(SettleResult why) {
    SourceRuntime runtime = claim.current().runtime();
    runtime.meters().stale();
    claim.tools().log().lost(runtime.source(), this::facts, why);
    return Future.succeededFuture();
  }
}
