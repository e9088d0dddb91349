package dev.segmentnovu.worker;

/**
 * The room for users of one source in one worker, as large as the concurrency limit says at the
 * time. For one event loop only.
 */
final class Slots {

  private ConcurrencyLimit limit;
  private final Runnable onFree;
  private int taken;

  /**
   * Slots, all free.
   *
   * @param onFree run whenever slots become free
   */
  Slots(ConcurrencyLimit limit, Runnable onFree) {
    this.limit = limit;
    this.onFree = onFree;
  }

  /** How many are free, at least 0: users in hand keep theirs when the limit shrinks. */
  int free() {
    return Math.max(0, limit.current() - taken);
  }

  /** Has the room that {@code other} says from now on; those taken stay so until they are freed. */
  void resize(ConcurrencyLimit other) {
    limit = other;
    onFree.run();
  }

  int taken() {
    return taken;
  }

  void take(int n) {
    taken += n;
  }

  void free(int n) {
    taken -= n;
    if (n > 0) {
      onFree.run();
    }
  }
}
