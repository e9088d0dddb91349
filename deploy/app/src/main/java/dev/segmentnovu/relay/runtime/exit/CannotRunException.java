package dev.segmentnovu.relay.runtime.exit;

/** A command cannot run, because something it needs is missing. Ends the command. */
public final class CannotRunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * An exception whose message the user sees.
   *
   * @param exitCode one of {@link ExitCode}
   * @param message what happened, where, and what to do
   */
  public CannotRunException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
