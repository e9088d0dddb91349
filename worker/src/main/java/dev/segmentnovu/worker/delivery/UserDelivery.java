package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Delivers the events of one claimed user, one after the other. Each event is settled in Redis
 * before the next starts, and none starts that the lease might not outlast. So one event never has
 * two requests in flight, and no event has a request before its turn.
 */
@EventLoopConfined
final class UserDelivery {

  private final DeliveryTools tools;
  private final CurrentSource current;
  private final ClaimedUser user;
  private final Lease lease;
  private final Settler settler;
  private final KnownProfile profile;
  private final IdentifyRun identifies;

  /** How many events of the claim are settled. */
  private int position;

  UserDelivery(
      DeliveryTools tools, CurrentSource current, ClaimedUser user, Lease lease, Settler settler) {
    this.tools = tools;
    this.current = current;
    this.user = user;
    this.lease = lease;
    this.settler = settler;
    profile = new KnownProfile(user);
    identifies = new IdentifyRun(user);
  }

  /** Completes when the user is given back, or its lease is lost. Never fails. */
  Future<Void> run() {
    // within a future, so that what is thrown at once is recovered from too
    return Future.succeededFuture()
        .compose(unused -> next())
        .recover(this::giveBackAfterBug)
        .recover(this::abandon);
  }

  /** Costs no attempt, but Redis counts the claim: the event does not come again for ever. */
  private Future<Void> giveBackAfterBug(Throwable bug) {
    SourceRuntime runtime = current.runtime();
    tools.failures().notHandled(runtime.source(), bug);
    int claims = position == 0 ? user.claims() : 1;
    double random = tools.random().nextDouble();
    return giveBack(new Next.Fault(runtime.retry().delay(claims, random, Duration.ZERO)));
  }

  private Future<Void> abandon(Throwable bug) {
    tools.failures().stopped(current.runtime().source(), bug);
    return Future.succeededFuture();
  }

  private Future<Void> next() {
    SourceRuntime runtime = current.runtime();
    if (current.isDraining()) {
      return giveBack(new Next.Release());
    }
    Duration pause = runtime.health().remaining();
    if (!pause.isZero()) {
      return giveBack(new Next.Backoff(runtime.health().dueAfter(pause), null));
    }
    if (!lease.lasts(runtime.reserve())) {
      return giveBack(new Next.Release());
    }
    return new EventDelivery(
            tools, current, runtime, user, position, lease, settler, profile, identifies)
        .run()
        .compose(
            end ->
                end.fold(
                    finished -> settle(runtime, finished),
                    givenBack -> giveBack(givenBack.next()),
                    lost -> lose(lost.why())));
  }

  /** Settles the event and the events merged with it, and continues with the next. */
  private Future<Void> settle(SourceRuntime runtime, EventEnd.Finished end) {
    int settled = end.outcomes().size();
    // while tokens are short each user gets one event at a time, so that all users progress alike
    boolean isLast = position + settled == user.entries().size() || runtime.scheduler().isShort();
    Next next = isLast ? new Next.Release() : new Next.Keep();
    return settler
        .settle(position, end.outcomes(), next, profile.change())
        .compose(
            result -> {
              if (!result.isApplied()) {
                return lose(result);
              }
              profile.settled();
              position += settled;
              end.count().run();
              return isLast || result == SettleResult.PARKED ? Future.succeededFuture() : next();
            });
  }

  /** Ends the claim with the present event as it is. */
  private Future<Void> giveBack(Next next) {
    return settler
        .settle(position, List.of(), next, profile.change())
        .compose(result -> result.isApplied() ? Future.succeededFuture() : lose(result));
  }

  private Future<Void> lose(SettleResult why) {
    SourceRuntime runtime = current.runtime();
    runtime.meters().stale();
    tools.failures().lost(runtime.source(), why);
    return Future.succeededFuture();
  }
}
