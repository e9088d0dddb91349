package dev.segmentnovu.relay.runtime.exit;

/** What the command's exit codes mean; the numbers above 63 are those of sysexits(3). */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** The command ran, but the result is not what the user asked for. */
  public static final int FAILED = 1;

  /** The command line is invalid. */
  public static final int USAGE = 2;

  /** Something the command needs is missing: the relay, Redis, a free port. */
  public static final int UNAVAILABLE = 69;

  /** A bug. */
  public static final int BUG = 70;

  /** The relay refuses the admin token, or does not allow it to do this. */
  public static final int REFUSED = 77;

  /** The configuration has mistakes. */
  public static final int CONFIGURATION = 78;

  private ExitCode() {}
}
