package dev.segmentnovu.queue.admin;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of a source's queue at one moment.
 *
 * @param depth how many events wait
 * @param bytes the size of these events
 * @param runnable users that are due and wait for a worker
 * @param claimed users that a worker holds, including lapsed leases that no worker took over yet
 * @param retrying users that wait for their next attempt
 * @param parked parked users
 * @param oldestAge how long the oldest head waits, among the 100 users that have been due longest;
 *     of many shards, each looks at 10. Null if none waits
 * @param dead dead letters
 * @param deadBytes the size of the dead letters
 * @param unmapped dead letters for which no workflow is mapped
 * @param unmappedBytes the part of {@code deadBytes} that these have
 * @param oldestDue as {@code oldestAge}, of users that are due only; null if none is due
 * @param moving whether users move to another number of shards, so that no worker claims any
 * @param totals counters that only grow
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
    long unmappedBytes,
    @Nullable Duration oldestDue,
    boolean moving,
    Totals totals) {

  /**
   * Counters that only grow.
   *
   * @param enqueued events
   * @param duplicates events that were found to be duplicates
   * @param delivered events
   * @param skipped events
   * @param died events that became dead letters
   * @param evicted dead letters, because of their bounds
   * @param evictedUnmapped those among them of events for which no workflow was mapped
   * @param violations of the queue's invariants, found by an audit or by a script
   */
  public record Totals(
      long enqueued,
      long duplicates,
      long delivered,
      long skipped,
      long died,
      long evicted,
      long evictedUnmapped,
      long violations) {}
}
