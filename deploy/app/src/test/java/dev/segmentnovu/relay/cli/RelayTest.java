package dev.segmentnovu.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "ingest",
        "worker",
        "check",
        "send",
        "map",
        "fsck",
        "sandbox",
        "help",
        "status",
        "dlq",
        "users",
        "event",
        "sources",
        "unmapped",
        "issues",
        "jobs",
        "tail",
        "import",
        "alerts",
        "health",
        "completion"
      })
  void help_lists_each_command_and_its_options(String command) {
    assertThat(CommandLineRun.of(Map.of(), "help").out()).containsPattern("(?m)^ +" + command);

    var own = CommandLineRun.of(Map.of(), "help", command);
    assertThat(own.exitCode()).isZero();
    assertThat(own.out()).contains("Usage: relay " + command);
  }

  @ParameterizedTest
  @CsvSource({
    "worker, false",
    "dlq, false",
    "help, true",
    "completion, true",
    "--version, true",
    "no-command, true"
  })
  void a_command_starts_without_those_that_it_does_not_need(String first, boolean all) {
    var nowhere = new PrintWriter(Writer.nullWriter());
    var surroundings = Surroundings.ofProcess(Map.of());

    var one = Relay.commandLine(surroundings, nowhere, nowhere, new String[] {first});

    assertThat(one.getSubcommands().keySet())
        .isEqualTo(
            all
                ? Relay.commandLine(surroundings, nowhere, nowhere).getSubcommands().keySet()
                : Set.of("help", first));
  }

  @Test
  void the_version_names_the_commit() {
    var run = CommandLineRun.of(Map.of(), "--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().strip()).isEqualTo("relay not packaged (commit unknown)");
  }

  @Test
  void an_unknown_option_is_named_and_ends_with_2() {
    var run = CommandLineRun.of(Map.of(), "send", "--evnt", "x");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--evnt").contains("--event");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--count=0", "--wait=-1", "--count=many"})
  void an_invalid_value_ends_with_2(String option) {
    assertThat(CommandLineRun.of(Map.of(), "send", option).exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--plan=gold", "--worker-delay-millis=-1", "--port=70000", "--novu-version=3.14"})
  void invalid_options_of_the_sandbox_end_with_2_and_the_reason(String option) {
    var run = CommandLineRun.of(Map.of(), "sandbox", option);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).containsAnyOf("plan", "delay", "port", "Novu 3.14");
  }

  @Test
  void a_failure_of_the_machine_is_not_reported_as_a_bug() {
    var readOnly = new ReadOnlyFileSystemException();
    assertThat(Relay.missing(new IllegalStateException("x", new IOException("No space left"))))
        .hasValueSatisfying(said -> assertThat(said).contains("IOException: No space left"));
    assertThat(Relay.missing(new UncheckedIOException(new AccessDeniedException("/var/x"))))
        .hasValueSatisfying(said -> assertThat(said).contains("AccessDeniedException: /var/x"));
    assertThat(Relay.missing(readOnly)).isPresent();
    assertThat(Relay.missing(new IllegalStateException("a bug"))).isEmpty();
    assertThat(Relay.missing(new UncheckedIOException(new JsonParseException(null, "x"))))
        .isEmpty();
  }

  @Test
  void without_a_command_the_relay_ends_with_2_and_lists_the_commands() {
    var run = CommandLineRun.of(Map.of());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Usage: relay").contains("up");
  }

  @ParameterizedTest
  @CsvSource({"ingest, SEGMENT_WRITE_KEY, NOVU_API_KEY", "worker, NOVU_API_KEY, SEGMENT_WRITE_KEY"})
  void every_mistake_in_the_configuration_is_printed_at_once(
      String command, String needed, String ofTheOther) {
    var run = CommandLineRun.of(Map.of("RELAY_HTTP_PORT", "http"), command);

    assertThat(run.exitCode()).isEqualTo(78);
    assertThat(run.err()).contains("REDIS_URL", "RELAY_HTTP_PORT", needed);
    assertThat(run.err()).doesNotContain(ofTheOther);
  }

  @Test
  void an_address_of_novu_without_a_key_does_not_select_the_sandbox() {
    var run = CommandLineRun.of(Map.of("NOVU_API_URL", "https://novu.example"), "up");

    assertThat(run.exitCode()).isEqualTo(78);
    assertThat(run.err()).contains("NOVU_API_KEY");
  }

  @Test
  void the_well_known_credentials_are_not_used_with_the_real_novu() {
    var run = CommandLineRun.of(Map.of("NOVU_API_KEY", "key"), "up");

    assertThat(run.exitCode()).isEqualTo(78);
    assertThat(run.err()).contains("SEGMENT_WRITE_KEY", "SEGMENT_SHARED_SECRET");
  }
}
