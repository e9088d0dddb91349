package dev.segmentnovu.worker.claim;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.worker.calls.CallScheduler;
import dev.segmentnovu.worker.calls.CapacitySignal;

/**
 * How many users of one source a worker may hold: as many as the concurrency limit, and while calls
 * join batches as many as fill a few batches, within bounds.
 */
@EventLoopConfined
public final class ClaimWindow {

  /** Ten full batches of triggers, or two of subscribers. */
  static final int MOST_USERS = 1_000;

  /** With more bytes of entries, no user is claimed beyond the concurrency limit. */
  private static final int MOST_EXTRA_BYTES = 8 << 20;

  private final CapacitySignal capacity;
  private int users;
  private long bytes;

  /**
   * An empty window.
   *
   * @param capacity signalled when there may be more capacity
   */
  public ClaimWindow(CapacitySignal capacity) {
    this.capacity = capacity;
  }

  /** How many more users may be held, at least 0: a lower limit releases no user. */
  int free(CallScheduler scheduler) {
    int byLimit = scheduler.concurrency() - users;
    int extra = bytes < MOST_EXTRA_BYTES ? Math.min(scheduler.extraUsers(), MOST_USERS - users) : 0;
    return Math.max(0, Math.max(byLimit, extra));
  }

  /** How many users are held or being claimed. */
  int users() {
    return users;
  }

  /** Reserves capacity for users that are being claimed. */
  void reserve(int claimed) {
    users += claimed;
  }

  /** Frees capacity that was reserved for users who were not claimed. */
  void cancel(int unclaimed) {
    users -= unclaimed;
    if (unclaimed > 0) {
      capacity.signal();
    }
  }

  /** A user was claimed for whom capacity was reserved. */
  void add(ClaimedUser user) {
    bytes += bytes(user);
  }

  /** The delivery of a user ended. */
  void release(ClaimedUser user) {
    bytes -= bytes(user);
    cancel(1);
  }

  private static long bytes(ClaimedUser user) {
    long bytes = 0;
    for (byte[] entry : user.entries()) {
      bytes += entry.length;
    }
    return bytes;
  }
}
