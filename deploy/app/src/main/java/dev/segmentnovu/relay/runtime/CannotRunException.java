package dev.segmentnovu.relay.runtime;

/** Something a command cannot do without is missing; ends the command. */
public final class CannotRunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * An exception that is shown to the user as it is.
   *
   * @param exitCode one of {@link ExitCode}
   * @param message what happened, to what, and what to do
   */
  public CannotRunException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
