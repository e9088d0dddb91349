package dev.segmentnovu.relay.cli;

import dev.segmentnovu.relay.runtime.Shutdown;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.time.Duration;
import java.util.concurrent.Callable;

/** A command that starts a part of the relay and runs until the process gets a stop signal. */
abstract class ProcessCommand implements Callable<Integer> {

  private static final Duration STEP_LIMIT = Duration.ofSeconds(15);

  @Override
  public final Integer call() throws InterruptedException {
    try (var shutdown = new Shutdown(STEP_LIMIT).onSignal()) {
      start(shutdown);
      shutdown.awaitSignal();
      return ExitCode.OK;
    }
  }

  /**
   * Starts the part, and adds the steps that stop it to {@code shutdown}.
   *
   * @throws CannotRunException if something it needs is missing
   */
  abstract void start(Shutdown shutdown);
}
