package dev.segmentnovu.relay;

/**
 * What one check came to.
 *
 * @param check what was looked at, {@code redis} say
 * @param exitCode {@link ExitCode#OK}, or what a command ends with whose check this is
 * @param detail what was found, and what to do about it; no secrets
 */
record Finding(String check, int exitCode, String detail) {

  static Finding good(String check, String detail) {
    return new Finding(check, ExitCode.OK, detail);
  }

  /** It is there, and not as it must be. */
  static Finding bad(String check, String detail) {
    return new Finding(check, ExitCode.FAILED, detail);
  }

  /** It cannot be reached. */
  static Finding away(String check, String detail) {
    return new Finding(check, ExitCode.UNAVAILABLE, detail);
  }

  boolean isGood() {
    return exitCode == ExitCode.OK;
  }
}
