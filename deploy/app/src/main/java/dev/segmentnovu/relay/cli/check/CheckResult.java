package dev.segmentnovu.relay.cli.check;

import dev.segmentnovu.relay.runtime.exit.ExitCode;

/**
 * The result of one check.
 *
 * @param check what was checked, for example {@code redis}
 * @param exitCode {@link ExitCode#OK}, or the exit code of a command that ends with this check
 * @param detail what the check found, and what to do about it; no secrets
 * @param isHint whether it deserves a look although nothing fails because of it
 */
record CheckResult(String check, int exitCode, String detail, boolean isHint) {

  CheckResult(String check, int exitCode, String detail) {
    this(check, exitCode, detail, false);
  }

  static CheckResult good(String check, String detail) {
    return new CheckResult(check, ExitCode.OK, detail);
  }

  /** It works, but is probably not what the user meant. */
  static CheckResult hint(String check, String detail) {
    return new CheckResult(check, ExitCode.OK, detail, true);
  }

  /** It is there, but not as it must be. */
  static CheckResult bad(String check, String detail) {
    return new CheckResult(check, ExitCode.FAILED, detail);
  }

  /** Nothing answers there. */
  static CheckResult away(String check, String detail) {
    return new CheckResult(check, ExitCode.UNAVAILABLE, detail);
  }

  /** The mark in front of it in a list for people. */
  String sign() {
    return isHint ? "!" : isGood() ? "✓" : "✗";
  }

  boolean isGood() {
    return exitCode == ExitCode.OK;
  }
}
