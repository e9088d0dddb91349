package dev.segmentnovu.worker.claim;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.worker.calls.CallScheduler;
import dev.segmentnovu.worker.calls.RoomSignal;

/**
 * How many users of one source a worker may hold: as many as the concurrency limit, and while calls
 * join batches as many as fill a few batches, within bounds.
 */
@EventLoopConfined
public final class ClaimWindow {

  /** Ten full batches of triggers, or two of subscribers. */
  static final int MOST_USERS = 1_000;

  /** With more bytes of entries in hand, no user is claimed beyond the concurrency limit. */
  private static final int MOST_EXTRA_BYTES = 8 << 20;

  private final RoomSignal room;
  private int users;
  private long bytes;

  /**
   * An empty window.
   *
   * @param room told when there may be more room
   */
  public ClaimWindow(RoomSignal room) {
    this.room = room;
  }

  /** How many more users may be held, at least 0: a lower limit takes no user away. */
  int free(CallScheduler scheduler) {
    int byLimit = scheduler.concurrency() - users;
    int extra = bytes < MOST_EXTRA_BYTES ? Math.min(scheduler.extraUsers(), MOST_USERS - users) : 0;
    return Math.max(0, Math.max(byLimit, extra));
  }

  /** How many users are in hand or being claimed. */
  int users() {
    return users;
  }

  /** Reserves room for users that are being claimed. */
  void reserve(int claimed) {
    users += claimed;
  }

  /** Frees room that was reserved for users who were not claimed. */
  void cancel(int unclaimed) {
    users -= unclaimed;
    if (unclaimed > 0) {
      room.signal();
    }
  }

  /** A user has come for whom room was reserved. */
  void enter(ClaimedUser user) {
    bytes += bytes(user);
  }

  /** A user leaves. */
  void leave(ClaimedUser user) {
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
