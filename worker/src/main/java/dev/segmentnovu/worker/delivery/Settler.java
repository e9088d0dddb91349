package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sends the settlements of one claimed user until Redis responds or the lease ends. Sending one
 * twice does no harm.
 */
@EventLoopConfined
final class Settler {

  private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

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

  /**
   * Settles events of the user.
   *
   * @param position how many events of the claim are settled already
   * @return the result that Redis returned; {@code UNAVAILABLE} if the lease ended before
   */
  Future<SettleResult> settle(int position, List<Settled> settled, Next next, Profile profile) {
    return settle(new Settlement(user, position, settled, next, profile), lease.nowNanos(), false);
  }

  private Future<SettleResult> settle(
      Settlement settlement, long askedAtNanos, boolean isRepeated) {
    return Future.fromCompletionStage(consumer.settle(settlement), context)
        .map(result -> isRepeated ? ofRepeated(settlement, result) : result)
        .compose(
            result -> {
              if (result == SettleResult.APPLIED) {
                // Redis may have applied the first request: the lease counts from then
                lease.renewed(askedAtNanos);
              }
              return result == SettleResult.UNAVAILABLE && lease.lasts(RETRY_INTERVAL)
                  ? context
                      .owner()
                      .timer(RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
                      .compose(unused -> settle(settlement, askedAtNanos, true))
                  : Future.succeededFuture(result);
            });
  }

  /**
   * A settlement that ends the claim leaves nothing by which Redis would recognize it when it is
   * sent again. While the lease lasts, only an operator could have ended the claim otherwise.
   */
  private SettleResult ofRepeated(Settlement settlement, SettleResult result) {
    return result == SettleResult.STALE
            && !(settlement.next() instanceof Next.Keep)
            && lease.lasts(Duration.ZERO)
        ? SettleResult.APPLIED
        : result;
  }

  /**
   * Makes the queue forget the profiles of other users.
   *
   * @return false if Redis does not respond
   */
  Future<Boolean> forgetProfiles(Set<String> userIds) {
    return userIds.isEmpty()
        ? Future.succeededFuture(true)
        : Future.fromCompletionStage(consumer.forgetProfiles(user.source(), userIds), context)
            .map(unused -> true)
            .otherwise(false);
  }

  /**
   * Makes the queue forget the dead letters and finished events of the user.
   *
   * @return false if Redis does not respond
   */
  Future<Boolean> forgetRecords() {
    String userId = OrderingKey.userId(user.orderingKey());
    return Future.fromCompletionStage(consumer.forgetRecords(user.source(), userId), context)
        .map(unused -> true)
        .otherwise(false);
  }
}
