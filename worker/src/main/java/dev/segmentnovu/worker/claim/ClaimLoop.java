package dev.segmentnovu.worker.claim;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.worker.calls.CapacitySignal;
import dev.segmentnovu.worker.delivery.CurrentSource;
import dev.segmentnovu.worker.delivery.Deliveries;
import dev.segmentnovu.worker.delivery.Lease;
import dev.segmentnovu.worker.delivery.SourceRuntime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims the due users of one shard as far as the claim window allows. One claim is in flight at a
 * time. Between claims the loop sleeps until the next user is due, a hint arrives, or the window
 * has capacity.
 */
@EventLoopConfined
public final class ClaimLoop {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimLoop.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final long NO_TIMER = -1;

  private final Context context;
  private final EventConsumer consumer;
  private final RelayConfig.Queue queue;
  private final CurrentSource current;
  private final int shard;
  private final ClaimWindow window;
  private final CapacitySignal capacity;
  private final Deliveries deliveries;
  private final ClaimFailures failures;
  private final LongSupplier nanoTime;
  private final PollInterval polls;
  private final Promise<Void> stopped = Promise.promise();

  private long timer = NO_TIMER;
  private boolean claiming;
  private boolean wokenWhileClaiming;
  private boolean starved;
  private boolean awaitsCapacity;
  private boolean stopping;
  private boolean holdsSuspect;
  private boolean blocked;
  private long blockedSinceNanos;

  /**
   * A loop that claims nothing until it is woken.
   *
   * @param window shared by the loops of all shards of the source
   * @param capacity signals that the window may have more capacity
   * @param failures shared by the loops of all shards of the source
   * @param nanoTime as {@link System#nanoTime()}
   */
  public ClaimLoop(
      Context context,
      EventConsumer consumer,
      RelayConfig.Queue queue,
      CurrentSource current,
      int shard,
      ClaimWindow window,
      CapacitySignal capacity,
      Deliveries deliveries,
      ClaimFailures failures,
      LongSupplier nanoTime) {
    this.context = context;
    this.consumer = consumer;
    this.queue = queue;
    this.current = current;
    this.shard = shard;
    this.window = window;
    this.capacity = capacity;
    this.deliveries = deliveries;
    this.failures = failures;
    this.nanoTime = nanoTime;
    polls = new PollInterval(queue.poll());
  }

  /** Looks for due users now. */
  public void wake() {
    if (!stopping) {
      guarded(this::look);
    }
  }

  /**
   * Claims no more.
   *
   * @return completes when no claim is in flight; its users are handed to the deliveries before
   */
  public Future<Void> stop() {
    stopping = true;
    cancelTimer();
    completeIfStopped();
    return stopped.future();
  }

  /**
   * Whether the shard is claimed, as far as its dead letters allow; the health of the source says
   * the rest.
   *
   * @param now the present time
   */
  public SourceState state(Instant now) {
    return blocked
        ? new SourceState(
            SourceState.Kind.BLOCKED,
            null,
            "its dead letters are at their bound, and RELAY_DEAD_AT_BOUND or"
                + " RELAY_UNMAPPED_AT_BOUND is block",
            now.minusNanos(nanoTime.getAsLong() - blockedSinceNanos),
            null,
            null)
        : SourceState.RUNNING;
  }

  private void completeIfStopped() {
    if (stopping && !claiming) {
      stopped.tryComplete();
    }
  }

  /** An exception must not stop the loop, because nothing else claims for it. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable thrown) {
      LOG.error(
          "Source {}: looking for work failed because of a bug; the worker tries again",
          source(),
          thrown);
      sleep(AFTER_FAILURE);
    }
  }

  private void look() {
    if (claiming) {
      wokenWhileClaiming = true;
      return;
    }
    cancelTimer();
    SourceRuntime runtime = current.runtime();
    int free = Math.min(window.free(runtime.scheduler()), runtime.scheduler().claimAllowance());
    int users = current.isPaused() ? 0 : runtime.health().admits(free, window.users());
    starved = users == 0;
    if (!starved) {
      claim(users);
    } else {
      Duration pause = runtime.health().remaining();
      sleep(pause.isZero() ? queue.poll() : pause);
      awaitCapacity();
    }
  }

  private void awaitCapacity() {
    if (!awaitsCapacity) {
      awaitsCapacity = true;
      capacity
          .next()
          .onComplete(
              unused -> {
                awaitsCapacity = false;
                if (starved) {
                  wake();
                }
              });
    }
  }

  private void claim(int users) {
    claiming = true;
    wokenWhileClaiming = false;
    window.reserve(users);
    long askedAtNanos = nanoTime.getAsLong();
    // within a future, so that an exception of the client frees the reserved capacity too
    Future.succeededFuture()
        .compose(
            unused ->
                Future.fromCompletionStage(
                    consumer.claim(source(), shard, users, !holdsSuspect), context))
        .onComplete(
            claim -> {
              claiming = false;
              guarded(
                  () -> {
                    if (claim.succeeded()) {
                      claimed(claim.result(), users, askedAtNanos);
                    } else {
                      failed(users, claim.cause());
                    }
                  });
              completeIfStopped();
            });
  }

  private void claimed(Claim claim, int asked, long askedAtNanos) {
    failures.succeeded(shard);
    current.runtime().scheduler().usersDue(shard, claim.due());
    window.cancel(asked - claim.users().size());
    setBlocked(claim.blocked());
    for (ClaimedUser user : claim.users()) {
      deliver(user, new Lease(nanoTime, queue.lease(), askedAtNanos));
    }
    Duration pause = polls.after(claim);
    boolean mayBeMore =
        claim.users().size() == asked && window.free(current.runtime().scheduler()) > 0;
    if (wokenWhileClaiming || mayBeMore) {
      wake();
    } else {
      sleep(pause);
    }
  }

  private void deliver(ClaimedUser user, Lease lease) {
    window.add(user);
    holdsSuspect |= user.suspect();
    deliveries
        .deliver(user, lease)
        .onComplete(
            unused -> {
              window.release(user);
              holdsSuspect &= !user.suspect();
              // the user may have more events
              wake();
            });
  }

  private void setBlocked(boolean now) {
    if (now == blocked) {
      return;
    }
    blocked = now;
    current.runtime().meters().paused(SourceState.Kind.BLOCKED, now ? 1 : -1);
    if (now) {
      blockedSinceNanos = nanoTime.getAsLong();
      LOG.error(
          "Source {} stands still: its dead letters are at their bound, and RELAY_DEAD_AT_BOUND or"
              + " RELAY_UNMAPPED_AT_BOUND is block. Replay or delete some",
          source());
    } else {
      LOG.info("Source {}: its dead letters are below their bound; delivery continues", source());
    }
  }

  private void failed(int asked, Throwable failure) {
    window.cancel(asked);
    failures.failed(shard, failure);
    polls.failed();
    sleep(AFTER_FAILURE);
  }

  private void sleep(Duration time) {
    cancelTimer();
    if (!stopping) {
      timer =
          context
              .owner()
              .setTimer(
                  Math.max(1, time.toMillis()),
                  unused -> {
                    timer = NO_TIMER;
                    wake();
                  });
    }
  }

  private void cancelTimer() {
    if (timer != NO_TIMER) {
      context.owner().cancelTimer(timer);
      timer = NO_TIMER;
    }
  }

  private String source() {
    return current.runtime().source().name();
  }
}
