package dev.segmentnovu.worker;

/** How many users one source may have in flight in one worker. For one event loop only. */
final class Slots {

  private int size;
  private final Runnable onFree;
  private int taken;

  /**
   * Slots, all free.
   *
   * @param size at least 1
   * @param onFree run whenever slots become free
   */
  Slots(int size, Runnable onFree) {
    this.size = size;
    this.onFree = onFree;
  }

  /** How many are free; none while more are taken than there are since {@link #resize}. */
  int free() {
    return Math.max(0, size - taken);
  }

  /** Has {@code to} slots from now on, at least 1; those taken stay so until they are freed. */
  void resize(int to) {
    boolean more = to > size;
    size = to;
    if (more) {
      onFree.run();
    }
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
