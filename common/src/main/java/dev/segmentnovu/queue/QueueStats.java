package dev.segmentnovu.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A source's queue at one moment.
 *
 * @param depth events waiting, all users
 * @param bytes their size
 * @param runnable users that are due and wait for a worker
 * @param claimed users a worker holds, leases that lapsed and were not yet taken over included
 * @param retrying users that wait for their next attempt
 * @param parked users held by an operator
 * @param oldestAge how long the oldest head waits, looked for among the 100 users that have been
 *     due longest; null if none waits
 * @param dead dead letters
 * @param deadBytes their size
 * @param unmapped those among them that no workflow is mapped for
 * @param totals events ever enqueued, found duplicate, delivered, skipped and given up, and dead
 *     letters evicted because of their bounds, and violations of the queue's invariants found by an
 *     audit or a claim
 */
public record QueueStats(
    long depth,
    long bytes,
    long runnable,
    long claimed,
    long retrying,
    long parked,
    @Nullable Duration oldestAge,
    long dead,
    long deadBytes,
    long unmapped,
    Totals totals) {

  /** Counters that only grow. */
  public record Totals(
      long enqueued,
      long duplicates,
      long delivered,
      long skipped,
      long died,
      long evicted,
      long violations) {}
}
