package dev.segmentnovu.relay.cli.check;

import dev.segmentnovu.relay.runtime.ExitCode;

/**
 * What one check came to.
 *
 * @param check what was looked at, {@code redis} say
 * @param exitCode {@link ExitCode#OK}, or what a command ends with whose check this is
 * @param detail what was found, and what to do about it; no secrets
 * @param isHint whether it is worth a look, though nothing fails because of it
 */
record CheckResult(String check, int exitCode, String detail, boolean isHint) {

  CheckResult(String check, int exitCode, String detail) {
    this(check, exitCode, detail, false);
  }

  static CheckResult good(String check, String detail) {
    return new CheckResult(check, ExitCode.OK, detail);
  }

  /** It works, and is likely not what was meant. */
  static CheckResult hint(String check, String detail) {
    return new CheckResult(check, ExitCode.OK, detail, true);
  }

  /** It is there, and not as it must be. */
  static CheckResult bad(String check, String detail) {
    return new CheckResult(check, ExitCode.FAILED, detail);
  }

  /** It cannot be reached. */
  static CheckResult away(String check, String detail) {
    return new CheckResult(check, ExitCode.UNAVAILABLE, detail);
  }

  /** What stands before it in a list for people. */
  String sign() {
    return isHint ? "!" : isGood() ? "✓" : "✗";
  }

  boolean isGood() {
    return exitCode == ExitCode.OK;
  }
}
