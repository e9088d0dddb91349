package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.time.Duration;

/** A short wait between two looks, on the thread of a command. */
public final class Pause {
  private static final long MILLIS = 20;

  private Pause() {}

  /**
   * Waits twenty milliseconds.
   *
   * @throws CannotRunException if the thread is interrupted
   */
  public static void briefly() {
    of(Duration.ofMillis(MILLIS));
  }

  /**
   * Waits.
   *
   * @throws CannotRunException if the thread is interrupted
   */
  public static void of(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotRunException(ExitCode.FAILED, "Interrupted");
    }
  }
}
