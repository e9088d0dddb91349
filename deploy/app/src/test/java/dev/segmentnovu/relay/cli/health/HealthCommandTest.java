package dev.segmentnovu.relay.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.fixture.CannedRelay;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class HealthCommandTest {

  private CannedRelay ingest;
  private CannedRelay worker;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    ingest = new CannedRelay().on("GET /health/ready", "ready");
    worker = new CannedRelay();
    environment.put("RELAY_ADMIN_PORT", Integer.toString(ingest.port()));
    environment.put("RELAY_ADMIN_HOST", "127.0.0.1");
    environment.put("RELAY_OPS_PORT", Integer.toString(worker.port()));
    environment.put("RELAY_OPS_HOST", "0.0.0.0");
  }

  @AfterEach
  void stop() {
    ingest.close();
    worker.close();
  }

  private CommandLineRun health(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "health";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return CommandLineRun.of(environment, arguments);
  }

  @Test
  void all_parts_that_are_asked_must_be_ready() {
    worker.on("GET /health/ready", 503, "Redis does not respond", Map.of());

    var both = health();
    assertThat(both.exitCode()).isEqualTo(1);
    assertThat(both.out()).contains("✓ " + ingest.url() + "/health/ready: 200 ready");
    assertThat(both.err())
        .contains("✗ " + worker.url() + "/health/ready: 503 Redis does not respond");

    assertThat(health("--for", "ingest").exitCode()).isZero();
    assertThat(health("--for", "worker").exitCode()).isEqualTo(1);
    assertThat(health("--url", ingest.url() + "/").exitCode()).isZero();
  }

  @Test
  void a_process_that_is_alive_need_not_be_ready() {
    worker.on("GET /health/live", "alive");

    assertThat(health("--for", "worker", "--live").exitCode()).isZero();
    assertThat(worker.lines()).containsExactly("GET /health/live");
  }

  @ParameterizedTest
  @CsvSource({"ingest,0", "worker,1", "up,1"})
  void a_container_is_asked_for_the_part_that_it_runs(String command, int exitCode) {
    worker.on("GET /health/ready", 503, "Redis does not respond", Map.of());
    var nowhere = new PrintWriter(Writer.nullWriter());
    var health = new HealthCommand(environment, () -> List.of("-jar", "/app/relay.jar", command));

    assertThat(new CommandLine(health).setOut(nowhere).setErr(nowhere).execute())
        .isEqualTo(exitCode);
    assertThat(worker.lines()).hasSize(command.equals("ingest") ? 0 : 1);
    assertThat(ingest.lines()).hasSize(command.equals("worker") ? 0 : 1);
  }

  @Test
  void a_process_that_is_away_ends_with_1() {
    ingest.close();

    var run = health("--for=ingest");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no answer");
  }

  /** A process goes on when its file becomes invalid, so its health check must not end. */
  @Test
  void an_invalid_file_still_gives_the_ports(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("relay.yaml");
    Files.writeString(
        file,
        "sources: { web: { writeKeys: [k], unmapped: perhaps } }\nadmin: { port: %d }\n"
            .formatted(ingest.port()));
    environment.remove("RELAY_ADMIN_PORT");
    environment.put("RELAY_CONFIG", file.toString());

    var run = health("--for", "ingest");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("The configuration has errors");

    Files.writeString(file, "sources: [");
    assertThat(health("--for", "ingest").exitCode()).isEqualTo(78);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--for=queue", "--timeout=0", "--for=nobody"})
  void a_command_line_that_makes_no_sense_ends_with_2(String option) {
    assertThat(health(option).exitCode()).isEqualTo(2);
  }
}
