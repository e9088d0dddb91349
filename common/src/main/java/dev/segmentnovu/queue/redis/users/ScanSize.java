package dev.segmentnovu.queue.redis.users;

/**
 * How many dead letters the next step of a scan examines. They are of any size, and a step shall
 * not keep Redis from others for more than a millisecond or two.
 *
 * @param count at least 1
 */
record ScanSize(int count) {

  private static final int FIRST = 50;
  private static final int MOST = 200;
  private static final long WANTED_BYTES = 250_000;

  static ScanSize first() {
    return new ScanSize(FIRST);
  }

  /** The size after a step that read {@code bytes}. */
  ScanSize after(long bytes) {
    long fitting = count * WANTED_BYTES / Math.max(1, bytes);
    return new ScanSize((int) Math.max(1, Math.min(MOST, fitting)));
  }
}
