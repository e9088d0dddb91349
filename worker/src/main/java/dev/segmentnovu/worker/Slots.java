package dev.segmentnovu.worker;

/** How many users one source may have in flight in one worker. For one event loop only. */
final class Slots {

  private final int size;
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

  int free() {
    return size - taken;
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
