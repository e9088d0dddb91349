package dev.segmentnovu.e2e.monitoring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Prometheus' tool that checks metrics and rules: the one of the PATH, or the program that {@code
 * RELAY_TEST_PROMTOOL} names. {@code RELAY_TEST_PROMTOOL=required} makes a missing one a failure.
 */
final class Promtool {

  private static final String REQUIRED = "required";

  private final Path program;

  private Promtool(Path program) {
    this.program = program;
  }

  /**
   * What it said.
   *
   * @param exitCode 0 if it has nothing to complain about
   * @param text standard output and error
   */
  record Verdict(int exitCode, String text) {}

  /**
   * Finds it.
   *
   * @throws org.opentest4j.TestAbortedException if there is none, so that the test is skipped
   */
  static Promtool find() {
    String asked = System.getenv("RELAY_TEST_PROMTOOL");
    Path found = asked == null || asked.equals(REQUIRED) ? ofPath() : Path.of(asked);
    if (found != null && Files.isExecutable(found)) {
      return new Promtool(found);
    }
    String missing =
        "There is no promtool: install it (apt-get install prometheus), or set RELAY_TEST_PROMTOOL"
            + " to its program";
    if (REQUIRED.equals(asked)) {
      throw new IllegalStateException(missing);
    }
    System.out.println(missing + ". Metrics and rules are not checked with it.");
    Assumptions.abort(missing);
    throw new AssertionError("unreachable");
  }

  private static @Nullable Path ofPath() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of(path.split(java.io.File.pathSeparator))
        .map(directory -> Path.of(directory, "promtool"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Runs it with {@code input} as its standard input. */
  Verdict run(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path in = Files.createTempFile("promtool", ".txt");
    try {
      Files.writeString(in, input);
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectInput(in.toFile()).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Verdict(process.waitFor(), text);
    } finally {
      Files.delete(in);
    }
  }
}
