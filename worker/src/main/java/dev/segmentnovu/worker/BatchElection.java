package dev.segmentnovu.worker;

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
 * Whether a worker gathers subscribers for a call for many, where that costs tokens: a hundred,
 * which pay when there are more than a hundred subscribers for it. So it takes part only while many
 * users are due, and one worker of all is chosen.
 */
@EventLoopConfined
final class BatchElection {

  /** The only kind that may hold more parts than it costs tokens. */
  static final BatchKind KIND = BatchKind.SUBSCRIBERS;

  /** With fewer there is little gain, and what waits may come to be fewer yet. */
  private static final int WORTHWHILE = BatchBid.COST * 3 / 2;

  /** Calls a second for subscribers on Novu's smallest plan. */
  private static final int SMALLEST_PLAN = 20;

  /** A call can gather if it may wait so many times as long as a hundred tokens take. */
  private static final int PATIENCE = 2;

  /** A worker that has not found enough by then gives way to others, and looks elsewhere awhile. */
  private static final long PROOF = TimeUnit.SECONDS.toNanos(1);

  private static final long AFTER_VAIN = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoTime;
  private final CallQueue line;
  private final String worker;
  private boolean chosen;
  private long chosenAt;
  private long notBefore;

  /**
   * Does not gather.
   *
   * @param line the calls that wait for tokens
   */
  BatchElection(LongSupplier nanoTime, RandomGenerator random, CallQueue line) {
    this.nanoTime = nanoTime;
    this.line = line;
    worker = HexFormat.of().toHexDigits(random.nextLong());
    notBefore = now();
  }

  /**
   * What to ask for now.
   *
   * @param due how many users may be claimed yet
   * @param toSave how long it takes until a hundred tokens have come, about
   */
  BatchBid wanted(int due, Duration toSave) {
    int calls = Math.min(line.sharing(), line.fitting(KIND));
    boolean useful = chosen ? isStillOfUse(calls) : isOfUse(calls, due, toSave);
    return new BatchBid(worker, useful ? Math.max(1, calls) : 0);
  }

  /** What to ask for where no such call may be made. */
  BatchBid none() {
    return new BatchBid(worker, 0);
  }

  /** It was chosen, or is not. */
  void told(BatchGrant turn) {
    boolean now = turn == BatchGrant.GATHER;
    if (now && !chosen) {
      chosenAt = now();
    }
    chosen = now;
  }

  /** Whether this worker may have many at hand. */
  boolean isChosen() {
    return chosen;
  }

  /**
   * What to tell an operator whose lease is too short for any gathering on Novu's smallest plan;
   * empty if it is long enough. A call waits for as long as its lease outlasts the timeout at most,
   * and gathers only if it can wait {@link #PATIENCE} times as long as a hundred tokens take.
   *
   * @param lease of a claim
   * @param timeout of the calls for one event
   */
  static Optional<String> warning(Duration lease, Duration timeout) {
    Duration reserved = timeout.plus(UserDelivery.SETTLEMENT);
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
    Duration shorter = lease.minus(needed).minus(UserDelivery.SETTLEMENT);
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

  private boolean isOfUse(int calls, int due, Duration toSave) {
    Duration patience = line.patience();
    return now() - notBefore >= 0
        && calls > 0
        && line.alone() <= calls
        && calls + due >= WORTHWHILE
        && line.fitting(KIND) >= WORTHWHILE
        && patience != null
        && patience.compareTo(toSave.multipliedBy(PATIENCE)) >= 0;
  }

  private boolean isStillOfUse(int calls) {
    if (calls > BatchBid.COST || now() - chosenAt < PROOF) {
      return true;
    }
    notBefore = now() + AFTER_VAIN;
    return false;
  }

  private long now() {
    return nanoTime.getAsLong();
  }
}
