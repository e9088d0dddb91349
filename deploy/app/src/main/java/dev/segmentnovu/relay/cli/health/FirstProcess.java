package dev.segmentnovu.relay.cli.health;

import java.util.List;
import java.util.Optional;

/**
 * The first process of a container. If it is the relay, its command line tells which part of the
 * relay the container runs, so that one health check in the image fits all.
 */
final class FirstProcess {

  private static final long PID = 1;
  private static final String JAR = "relay.jar";

  private FirstProcess() {}

  /** Its arguments; empty if the system does not tell them. */
  static List<String> arguments() {
    return ProcessHandle.of(PID)
        .flatMap(process -> process.info().arguments())
        .map(List::of)
        .orElse(List.of());
  }

  /**
   * The command of the relay in these arguments, such as {@code worker}; empty if they do not run
   * the relay, or run it without a command.
   */
  static Optional<String> command(List<String> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).endsWith(JAR)) {
        return Optional.of(arguments.get(i + 1));
      }
    }
    return Optional.empty();
  }
}
