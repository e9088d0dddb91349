package dev.segmentnovu.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench starts the processes in the same way as users do. */
final class ProcessGroupTest {

  private static final String SCRIPT =
      """
      #!/bin/sh
      echo "$1 with '$RELAY_JAVA_OPTS' and '$REDIS_URL'"
      exit 5
      """;

  @TempDir private Path directory = Path.of("");

  @Test
  void the_relay_script_starts_ingest_and_workers_with_the_options_for_java() throws Exception {
    Path script = Files.writeString(directory.resolve("relay"), SCRIPT);
    assertThat(script.toFile().setExecutable(true)).isTrue();

    try (var processes = new ProcessGroup()) {
      ChildProcess ingest =
          processes.relay(options(script, List.of()), "ingest", Map.of("REDIS_URL", "there"));
      await().until(ingest::hasEnded);

      assertThat(ingest).hasToString(ended("ingest", "ingest with '-Xmx64m -Xint' and 'there'"));
    }
  }

  @Test
  void another_program_starts_with_its_own_arguments_and_without_options_for_java()
      throws Exception {
    Path script = Files.writeString(directory.resolve("bridge"), SCRIPT.replace("$1", "$1 $2"));
    assertThat(script.toFile().setExecutable(true)).isTrue();

    try (var processes = new ProcessGroup()) {
      ChildProcess worker =
          processes.relay(
              options(directory.resolve("relay"), List.of(script.toString(), "-x")),
              "worker",
              Map.of("REDIS_URL", "there"));
      await().until(worker::hasEnded);

      assertThat(worker).hasToString(ended("worker", "-x worker with '' and 'there'"));
    }
  }

  private static String ended(String name, String lastLine) {
    return "The process " + name + " ended with 5. The end of its log:\n" + lastLine;
  }

  private static BenchOptions options(Path relay, List<String> program) {
    return new BenchOptions(
        List.of(Scenario.values()),
        10,
        300,
        Duration.ZERO,
        Duration.ofSeconds(1),
        Duration.ZERO,
        1,
        1,
        null,
        100,
        0,
        null,
        relay,
        program,
        Map.of(),
        List.of("-Xmx64m", "-Xint"),
        Map.of());
  }
}
