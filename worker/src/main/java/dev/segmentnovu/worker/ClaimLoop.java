package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.QueueUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims the users of one shard as they become due and as there is room for them. One claim is on
 * its way at a time; between claims it sleeps until the next user is due, a hint comes, or room is
 * made.
 */
@EventLoopConfined
final class ClaimLoop {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimLoop.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final long NO_TIMER = -1;

  private final Context context;
  private final EventConsumer consumer;
  private final RelayConfig.Queue queue;
  private final Supplier<SourceWork> work;
  private final int shard;
  private final ClaimWindow slots;
  private final LongSupplier nanoTime;
  private final BiFunction<ClaimedUser, Lease, Future<Void>> deliver;
  private final Runnable onStopped;
  private final PollInterval polls;

  private long timer = NO_TIMER;
  private int due;
  private boolean claiming;
  private boolean wanted;
  private boolean starved;
  private boolean stopped;
  private boolean redisAway;
  private boolean suspectHeld;
  private boolean blocked;

  ClaimLoop(
      Context context,
      EventConsumer consumer,
      RelayConfig.Queue queue,
      Supplier<SourceWork> work,
      int shard,
      ClaimWindow slots,
      LongSupplier nanoTime,
      BiFunction<ClaimedUser, Lease, Future<Void>> deliver,
      Runnable onStopped) {
    this.context = context;
    this.consumer = consumer;
    this.queue = queue;
    this.work = work;
    this.shard = shard;
    this.slots = slots;
    this.nanoTime = nanoTime;
    this.deliver = deliver;
    this.onStopped = onStopped;
    this.polls = new PollInterval(queue.poll());
  }

  /** Looks for work now. */
  void wake() {
    if (!stopped) {
      guarded(this::look);
    }
  }

  /** A loop that stopped because of what was thrown would leave its users for ever. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable thrown) {
      LOG.error(
          "Source {}: looking for work failed because of a bug; the worker tries again",
          work.get().source().name(),
          thrown);
      sleep(AFTER_FAILURE);
    }
  }

  private void look() {
    if (claiming) {
      wanted = true;
      return;
    }
    cancelTimer();
    int room = Math.min(slots.free(), work.get().pace().room());
    int users = work.get().health().admits(room, slots.taken());
    starved = users == 0;
    if (users > 0) {
      claim(users);
    } else {
      Duration hold = work.get().health().remaining();
      sleep(hold.isZero() ? queue.poll() : hold);
    }
  }

  /** Looks for work if there was no room for it before. */
  void roomMade() {
    if (starved) {
      wake();
    }
  }

  /** Claims no more. A claim on its way is still handed over, so that it can be given back. */
  void stop() {
    stopped = true;
    cancelTimer();
  }

  /** How many users were left that could have been claimed, as of the last claim. */
  int due() {
    return due;
  }

  /** Whether a claim is on its way, whose users would still have to be given back. */
  boolean isClaiming() {
    return claiming;
  }

  private void claim(int users) {
    claiming = true;
    wanted = false;
    slots.take(users);
    long askedAt = nanoTime.getAsLong();
    // within a future, so that what the client throws frees the slots too
    Future.succeededFuture()
        .compose(
            unused ->
                Future.fromCompletionStage(
                    consumer.claim(work.get().source().name(), shard, users, !suspectHeld),
                    context))
        .onComplete(
            claim -> {
              claiming = false;
              guarded(
                  () -> {
                    if (claim.succeeded()) {
                      claimed(claim.result(), users, askedAt);
                    } else {
                      failed(users, claim.cause());
                    }
                  });
              if (stopped) {
                onStopped.run();
              }
            });
  }

  private void claimed(Claim claim, int asked, long askedAt) {
    if (redisAway) {
      redisAway = false;
      LOG.info("Source {}: Redis answers again", work.get().source().name());
    }
    due = claim.due();
    slots.free(asked - claim.users().size());
    blocked(claim.blocked());
    for (ClaimedUser user : claim.users()) {
      slots.took(user);
      suspectHeld |= user.suspect();
      deliver
          .apply(user, new Lease(nanoTime, queue.lease(), askedAt))
          .onComplete(
              unused -> {
                slots.freed(user);
                suspectHeld &= !user.suspect();
                // more of the user's events may wait
                wake();
              });
    }
    Duration pause = polls.after(claim);
    if (wanted || (claim.users().size() == asked && slots.free() > 0)) {
      wake();
    } else {
      sleep(pause);
    }
  }

  private void blocked(boolean now) {
    if (now != blocked) {
      blocked = now;
      work.get().meters().held(now ? 1 : -1);
      if (now) {
        LOG.error(
            "Source {} stands still: its dead letters are at their bound, and RELAY_DEAD_AT_BOUND or"
                + " RELAY_UNMAPPED_AT_BOUND is block. Replay or delete some",
            work.get().source().name());
      } else {
        LOG.info(
            "Source {}: there is room for dead letters, delivery goes on",
            work.get().source().name());
      }
    }
  }

  private void failed(int asked, Throwable failure) {
    slots.free(asked);
    if (!redisAway) {
      redisAway = true;
      LOG.warn(
          "Source {}: no work can be claimed, trying again: {}",
          work.get().source().name(),
          failure.getCause() instanceof QueueUnavailableException known
              ? known.getMessage()
              : failure.getMessage());
    }
    polls.failed();
    sleep(AFTER_FAILURE);
  }

  private void sleep(Duration time) {
    cancelTimer();
    if (!stopped) {
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
}
