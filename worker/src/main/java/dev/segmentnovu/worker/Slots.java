package dev.segmentnovu.worker;

import dev.segmentnovu.queue.ClaimedUser;
import java.util.function.BooleanSupplier;

/**
 * The room for users of one source in one worker. As many as the concurrency limit says at the
 * time; more, within bounds, while all calls that wait could share one, for it costs little to
 * serve these too. For one event loop only.
 */
final class Slots {

  /** A few of the fullest calls. */
  static final int MOST_SHARED = 500;

  /** Entries in hand above which no user is added to those that the limit allows. */
  private static final int MOST_SHARED_BYTES = 4 << 20;

  private ConcurrencyLimit limit;
  private final BooleanSupplier sharing;
  private final Runnable onFree;
  private int taken;
  private long bytes;

  /**
   * Slots, all free.
   *
   * @param sharing whether all calls that wait could share one
   * @param onFree run whenever slots become free
   */
  Slots(ConcurrencyLimit limit, BooleanSupplier sharing, Runnable onFree) {
    this.limit = limit;
    this.sharing = sharing;
    this.onFree = onFree;
  }

  /**
   * How many are free, at least 0: users in hand keep theirs when the limit shrinks. Where the
   * limit is reached it is no more than that at once: who comes may turn out not to share.
   */
  int free() {
    int free = limit.current() - taken;
    if (free > 0) {
      return free;
    }
    return sharing.getAsBoolean() && bytes < MOST_SHARED_BYTES
        ? Math.max(0, Math.min(limit.current(), MOST_SHARED - taken))
        : 0;
  }

  /** Has the room that {@code other} says from now on; those taken stay so until they are freed. */
  void resize(ConcurrencyLimit other) {
    limit = other;
    onFree.run();
  }

  int taken() {
    return taken;
  }

  /** Takes slots for users that are yet to come. */
  void take(int n) {
    taken += n;
  }

  /** Frees slots for users that did not come. */
  void free(int n) {
    taken -= n;
    if (n > 0) {
      onFree.run();
    }
  }

  /** A user has come, for whom a slot was taken. */
  void took(ClaimedUser user) {
    bytes += bytes(user);
  }

  /** A user has left. */
  void freed(ClaimedUser user) {
    bytes -= bytes(user);
    free(1);
  }

  private static long bytes(ClaimedUser user) {
    long bytes = 0;
    for (byte[] entry : user.entries()) {
      bytes += entry.length;
    }
    return bytes;
  }
}
