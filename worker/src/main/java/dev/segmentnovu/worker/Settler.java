package dev.segmentnovu.worker;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;

/**
 * Sends the settlements of one claimed user until Redis has answered or the lease is over: sending
 * one twice does no harm.
 */
final class Settler {

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Context context;
  private final EventConsumer consumer;
  private final ClaimedUser user;
  private final Lease lease;

  Settler(Context context, EventConsumer consumer, ClaimedUser user, Lease lease) {
    this.context = context;
    this.consumer = consumer;
    this.user = user;
    this.lease = lease;
  }

  /** What Redis said to it; {@code UNAVAILABLE} once the lease is over. */
  Future<SettleResult> settle(int position, List<Settled> settled, Next how, Profile profile) {
    return settle(new Settlement(user, position, settled, how, profile), lease.now());
  }

  private Future<SettleResult> settle(Settlement settlement, long askedAt) {
    return Future.fromCompletionStage(consumer.settle(settlement), context)
        .compose(
            result -> {
              if (result == SettleResult.APPLIED) {
                // the first sending may be what was applied: the lease counts from there
                lease.renewed(askedAt);
              }
              return result == SettleResult.UNAVAILABLE && lease.lasts(PAUSE)
                  ? pause().compose(unused -> settle(settlement, askedAt))
                  : Future.succeededFuture(result);
            });
  }

  private Future<Void> pause() {
    Promise<Void> over = Promise.promise();
    context.owner().setTimer(PAUSE.toMillis(), unused -> over.complete());
    return over.future();
  }
}
