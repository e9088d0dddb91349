package dev.segmentnovu.relay;

/** A short wait between two looks, on a command's own thread. */
final class Pause {
  private static final long MILLIS = 20;

  private Pause() {}

  /**
   * Waits twenty milliseconds.
   *
   * @throws CannotRunException if the thread is interrupted
   */
  static void briefly() {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotRunException(ExitCode.FAILED, "Interrupted");
    }
  }
}
