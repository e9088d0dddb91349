package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers the events of the users that one source has claimed. */
@EventLoopConfined
public final class Deliveries {

  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  private final Context context;
  private final EventConsumer consumer;
  private final DeliveryTools tools;
  private final CurrentSource current;
  private final AtomicInteger inFlightOfProcess;
  private final Promise<Void> drained = Promise.promise();
  private boolean awaitsDrain;
  private int inFlight;

  /**
   * Starts without users.
   *
   * @param inFlightOfProcess counts the users that all workers of the process hold
   */
  public Deliveries(
      Context context,
      EventConsumer consumer,
      DeliveryTools tools,
      CurrentSource current,
      AtomicInteger inFlightOfProcess) {
    this.context = context;
    this.consumer = consumer;
    this.tools = tools;
    this.current = current;
    this.inFlightOfProcess = inFlightOfProcess;
  }

  /**
   * Delivers the events of a user.
   *
   * @return completes when the user is given back, or its lease is lost; never fails
   */
  public Future<Void> deliver(ClaimedUser user, Lease lease) {
    inFlight++;
    inFlightOfProcess.incrementAndGet();
    return run(user, lease)
        .transform(
            unused -> {
              inFlight--;
              inFlightOfProcess.decrementAndGet();
              completeIfIdle();
              return Future.succeededFuture();
            });
  }

  /** How many users are held. */
  public int inFlight() {
    return inFlight;
  }

  private Future<Void> run(ClaimedUser user, Lease lease) {
    try {
      var settler = new Settler(context, consumer, user, lease);
      return new UserDelivery(new UserClaim(tools, current, user, lease, settler)).run();
    } catch (Throwable thrown) {
      LOG.error(
          "Source {}: a delivery could not start because of a bug; its user is claimed again when"
              + " the lease ends",
          user.source(),
          thrown);
      return Future.failedFuture(thrown);
    }
  }

  /** Completes when no user is held. {@link #deliver} must not be called afterwards. */
  public Future<Void> drained() {
    awaitsDrain = true;
    completeIfIdle();
    return drained.future();
  }

  private void completeIfIdle() {
    if (awaitsDrain && inFlight == 0) {
      drained.tryComplete();
    }
  }
}
