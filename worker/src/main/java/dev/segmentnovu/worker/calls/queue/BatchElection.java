package dev.segmentnovu.worker.calls.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.BatchGrant;
import dev.segmentnovu.worker.novu.BatchKind;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Whether this worker saves tokens of the rate budget for a batch of subscribers. A batch costs a
 * hundred tokens, so it saves tokens if it contains more than a hundred calls. The workers of a
 * source elect one that saves: several would save for longer than their calls can wait.
 */
@EventLoopConfined
public final class BatchElection {

  /** The only kind of batch that can contain more calls than it costs tokens. */
  static final BatchKind KIND = BatchKind.SUBSCRIBERS;

  /** With fewer calls a batch saves little, and fewer calls than expected may arrive. */
  private static final int MIN_CALLS = BatchBid.COST * 3 / 2;

  /** Calls a second for subscribers on Novu's smallest plan. */
  private static final int SMALLEST_PLAN = 20;

  /** A call may join a batch if it can wait this many times as long as saving the tokens takes. */
  private static final int PATIENCE = 2;

  /** An elected worker withdraws if it has not found enough calls after this time. */
  private static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long a worker does not bid after it withdrew. */
  private static final long WITHDRAWAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoTime;
  private final CallQueue queue;
  private final String worker;
  private boolean elected;
  private long electedAtNanos;
  private long noBidUntilNanos;

  /**
   * A worker that is not elected.
   *
   * @param queue the calls that wait for tokens
   */
  BatchElection(LongSupplier nanoTime, RandomGenerator random, CallQueue queue) {
    this.nanoTime = nanoTime;
    this.queue = queue;
    worker = HexFormat.of().toHexDigits(random.nextLong());
    noBidUntilNanos = nowNanos();
  }

  /**
   * The bid that goes with the next request for tokens.
   *
   * @param dueUsers how many users could be claimed now
   * @param toSave about how long it takes until a hundred tokens are granted
   */
  BatchBid bid(int dueUsers, Duration toSave) {
    int calls = Math.min(queue.batchable(), queue.fitting(KIND));
    boolean useful = elected ? isStillUseful(calls) : isUseful(calls, dueUsers, toSave);
    return new BatchBid(worker, useful ? Math.max(1, calls) : 0);
  }

  /** The bid of a worker that wants no batch. */
  BatchBid noBid() {
    return new BatchBid(worker, 0);
  }

  /** Takes over the result of the election that came with a grant. */
  void result(BatchGrant grant) {
    boolean isElectedNow = grant == BatchGrant.GATHER;
    if (isElectedNow && !elected) {
      electedAtNanos = nowNanos();
    }
    elected = isElectedNow;
  }

  /** Whether this worker saves tokens for a batch. */
  boolean isElected() {
    return elected;
  }

  /**
   * A warning for an operator whose lease is too short for any batch on Novu's smallest plan; empty
   * if it is long enough. A call waits at most for as long as its lease outlasts the timeout, and
   * joins a batch only if it can wait {@link #PATIENCE} times as long as saving the tokens takes.
   *
   * @param lease of a claim
   * @param timeout of the calls for one event
   * @param settlement how long a lease must last after the calls
   */
  public static Optional<String> warning(Duration lease, Duration timeout, Duration settlement) {
    Duration reserved = timeout.plus(settlement);
    Duration needed =
        Duration.ofSeconds(1)
            .multipliedBy(BatchBid.COST)
            .dividedBy(SMALLEST_PLAN)
            .multipliedBy(PATIENCE);
    Duration wait = lease.minus(reserved);
    if (wait.compareTo(needed) >= 0) {
      return Optional.empty();
    }
    Duration enough = reserved.plus(needed);
    Duration shorter = lease.minus(needed).minus(settlement);
    return Optional.of(
        "queue.lease (RELAY_LEASE) of %s leaves a call %s to wait beside novu.timeout of %s. Where Novu"
                .formatted(seconds(lease), seconds(wait), seconds(timeout))
            + " limits calls, identifies share them only if they can wait %s (on a plan of %d a second),"
                .formatted(seconds(needed), SMALLEST_PLAN)
            + " and else cost up to five times the tokens. Set RELAY_LEASE to %s or more"
                .formatted(seconds(enough))
            + (shorter.toSeconds() > 0
                ? ", or RELAY_NOVU_TIMEOUT to %s or less".formatted(seconds(shorter))
                : ""));
  }

  /** As durations are written in the configuration. */
  private static String seconds(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }

  private boolean isUseful(int calls, int dueUsers, Duration toSave) {
    Duration patience = queue.firstPatience(nowNanos());
    return nowNanos() - noBidUntilNanos >= 0
        && calls > 0
        && queue.unbatchable() <= calls
        && calls + dueUsers >= MIN_CALLS
        && queue.fitting(KIND) >= MIN_CALLS
        && patience != null
        && patience.compareTo(toSave.multipliedBy(PATIENCE)) >= 0;
  }

  private boolean isStillUseful(int calls) {
    if (calls > BatchBid.COST || nowNanos() - electedAtNanos < TRIAL_NANOS) {
      return true;
    }
    noBidUntilNanos = nowNanos() + WITHDRAWAL_NANOS;
    return false;
  }

  private long nowNanos() {
    return nanoTime.getAsLong();
  }
}
