package dev.segmentnovu.worker;

import dev.segmentnovu.queue.RateBudget.Many;
import dev.segmentnovu.queue.RateBudget.ManyTurn;
import dev.segmentnovu.worker.novu.Bulk;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Whether a worker gathers subscribers for a call for many, where that costs tokens: a hundred,
 * which pay when there are more than a hundred subscribers for it. So it takes part only while many
 * users are due, and one worker of all is chosen. For one event loop only.
 */
final class Gathering {

  /** The only kind that may hold more parts than it costs tokens. */
  static final Bulk KIND = Bulk.SUBSCRIBERS;

  /** With fewer there is little gain, and what waits may come to be fewer yet. */
  private static final int WORTHWHILE = Many.COST * 3 / 2;

  /** A worker that has not found enough by then gives way to others, and looks elsewhere awhile. */
  private static final long PROOF = TimeUnit.SECONDS.toNanos(1);

  private static final long AFTER_VAIN = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoTime;
  private final WaitingLine line;
  private final String worker;
  private boolean chosen;
  private long chosenAt;
  private long notBefore;

  /**
   * Does not gather.
   *
   * @param line the calls that wait for tokens
   */
  Gathering(LongSupplier nanoTime, RandomGenerator random, WaitingLine line) {
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
  Many wanted(int due, Duration toSave) {
    int calls = Math.min(line.sharing(), line.fitting(KIND));
    boolean useful = chosen ? isStillOfUse(calls) : isOfUse(calls, due, toSave);
    return new Many(worker, useful ? Math.max(1, calls) : 0);
  }

  /** What to ask for where no such call may be made. */
  Many none() {
    return new Many(worker, 0);
  }

  /** It was chosen, or is not. */
  void told(ManyTurn turn) {
    boolean now = turn == ManyTurn.GATHER;
    if (now && !chosen) {
      chosenAt = now();
    }
    chosen = now;
  }

  /** Whether this worker may have many at hand. */
  boolean isChosen() {
    return chosen;
  }

  private boolean isOfUse(int calls, int due, Duration toSave) {
    Duration patience = line.patience();
    return now() - notBefore >= 0
        && calls > 0
        && line.alone() <= calls
        && calls + due >= WORTHWHILE
        && line.fitting(KIND) >= WORTHWHILE
        && patience != null
        && patience.compareTo(toSave.multipliedBy(2)) >= 0;
  }

  private boolean isStillOfUse(int calls) {
    if (calls > Many.COST || now() - chosenAt < PROOF) {
      return true;
    }
    notBefore = now() + AFTER_VAIN;
    return false;
  }

  private long now() {
    return nanoTime.getAsLong();
  }
}
