package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.ClaimedUser;
import java.util.function.IntSupplier;

/**
 * The room for users of one source in one worker. As many as the concurrency limit says at the
 * time; while calls share, as many as go in a few calls, within bounds.
 */
@EventLoopConfined
final class ClaimWindow {

  /** Ten of the fullest calls of triggers, two of subscribers. */
  static final int MOST_SHARED = 1_000;

  /** Entries in hand above which no user is added to those that the limit allows. */
  private static final int MOST_SHARED_BYTES = 8 << 20;

  private ConcurrencyLimit limit;
  private final IntSupplier company;
  private final Runnable onFree;
  private int taken;
  private long bytes;

  /**
   * Slots, all free.
   *
   * @param company how many may come at once though the limit is reached, by who shares calls
   * @param onFree run whenever slots become free
   */
  ClaimWindow(ConcurrencyLimit limit, IntSupplier company, Runnable onFree) {
    this.limit = limit;
    this.company = company;
    this.onFree = onFree;
  }

  /** How many are free, at least 0: users in hand keep theirs when the limit shrinks. */
  int free() {
    int alone = limit.current() - taken;
    int shared = bytes < MOST_SHARED_BYTES ? Math.min(company.getAsInt(), MOST_SHARED - taken) : 0;
    return Math.max(0, Math.max(alone, shared));
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
