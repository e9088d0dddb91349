package dev.segmentnovu.relay;

/**
 * What one check came to.
 *
 * @param check what was looked at, {@code redis} say
 * @param exitCode {@link ExitCode#OK}, or what a command ends with whose check this is
 * @param detail what was found, and what to do about it; no secrets
 * @param isHint whether it is worth a look, though nothing fails because of it
 */
record Finding(String check, int exitCode, String detail, boolean isHint) {

  Finding(String check, int exitCode, String detail) {
    this(check, exitCode, detail, false);
  }

  static Finding good(String check, String detail) {
    return new Finding(check, ExitCode.OK, detail);
  }

  /** It works, and is likely not what was meant. */
  static Finding hint(String check, String detail) {
    return new Finding(check, ExitCode.OK, detail, true);
  }

  /** It is there, and not as it must be. */
  static Finding bad(String check, String detail) {
    return new Finding(check, ExitCode.FAILED, detail);
  }

  /** It cannot be reached. */
  static Finding away(String check, String detail) {
    return new Finding(check, ExitCode.UNAVAILABLE, detail);
  }

  /** What stands before it in a list for people. */
  String sign() {
    return isHint ? "!" : isGood() ? "✓" : "✗";
  }

  boolean isGood() {
    return exitCode == ExitCode.OK;
  }
}
