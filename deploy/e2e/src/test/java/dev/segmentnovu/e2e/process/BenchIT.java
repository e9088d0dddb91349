package dev.segmentnovu.e2e.process;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.BenchRun;
import dev.segmentnovu.e2e.fixture.RelayProgram;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench from end to end. The test checks what it counts, not how fast anything is. */
class BenchIT {
  private static final List<String> PROCESSES =
      List.of("ingest", "redis", "worker", "load", "novu");

  private static final List<String> JAVA = RelayProgram.with();

  @TempDir private Path directory;

  @Test
  void all_accepted_events_are_delivered_and_every_figure_is_there() throws Exception {
    Path file = directory.resolve("bench.json");

    var run =
        BenchRun.of(
            ("--relay "
                    + relay()
                    + " --scenario repeats --duration 500ms --warmup 3s --backlog 500 --users 50"
                    + " --novu-latency 1ms --rate 100 --json "
                    + file)
                .split(" ", -1));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("Throughput", "Latency", "Limits", "repeats");
    JsonNode json = EventCodec.JSON.readTree(Files.readAllBytes(file));
    assertThat(json.path("machine").path("cores").asInt()).isPositive();
    assertThat(json.path("redisLimit").path("opsPerSecond").asDouble()).isPositive();
    JsonNode scenario = json.path("scenarios").path(0);
    assertThat(scenario.path("httpLimit").path("requestsPerSecond").asDouble()).isPositive();
    assertThat(scenario.path("memory").path("events").asInt()).isEqualTo(500);
    assertThat(scenario.path("memory").path("bytesPerWaitingEvent").asDouble()).isPositive();
    JsonNode events = scenario.path("events");
    assertThat(events.path("accepted").asLong())
        .isGreaterThan(500)
        .isEqualTo(events.path("delivered").asLong());
    assertThat(events.path("lost").asInt(-1)).isZero();
    assertThat(events.path("outOfOrder").asInt(-1)).isZero();
    assertThat(events.path("failed").asInt(-1)).isZero();
    for (String process : List.of("ingest", "redis", "worker")) {
      // 0 if the system does not tell
      assertThat(scenario.path("throughput").path("peakMegabytes").path(process).asInt(-1))
          .isNotNegative();
    }
    for (String window : List.of("throughput", "steady", "idle")) {
      hasAllFigures(scenario.path(window));
    }
    for (String window : List.of("steady", "idle")) {
      assertThat(scenario.path(window).path("deliveryMicros").path("count").asInt()).isPositive();
      assertThat(scenario.path(window).path("acceptMicros").path("p999").asInt()).isPositive();
    }
  }

  @Test
  void the_given_number_of_events_waits_while_the_throughput_is_measured() throws Exception {
    Path file = directory.resolve("scale.json");
    Path svg = directory.resolve("scale.svg");

    var run =
        BenchRun.of(
            ("--relay "
                    + relay()
                    + " --scenario batch --vary waiting=0,20000 --duration 500ms --warmup 3s"
                    + " --backlog 1000 --payload 300 --users 50 --novu-latency 1ms --json "
                    + file
                    + " --svg "
                    + svg)
                .split(" ", -1));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("Throughput of batch", "waiting", "20000");
    JsonNode json = EventCodec.JSON.readTree(Files.readAllBytes(file));
    assertThat(json.path("vary").asText()).isEqualTo("waiting");
    JsonNode scenario = json.path("scenarios").path(0);
    assertThat(scenario.path("scale")).hasSize(2);
    for (JsonNode each : scenario.path("scale")) {
      hasAllFigures(each.path("throughput"));
    }
    JsonNode few = scenario.path("scale").path(0);
    JsonNode many = scenario.path("scale").path(1);
    assertThat(few.path("value").asInt(-1)).isZero();
    assertThat(few.path("throughput").path("waiting").asLong()).isLessThanOrEqualTo(1_100);
    assertThat(many.path("value").asInt()).isEqualTo(20_000);
    assertThat(many.path("throughput").path("waiting").asLong()).isBetween(15_000L, 20_100L);
    assertThat(scenario.path("events").path("accepted").asLong()).isGreaterThan(20_000);
    assertThat(scenario.path("events").path("lost").asInt(-1)).isZero();
    assertThat(scenario.path("events").path("outOfOrder").asInt(-1)).isZero();
    assertThat(Files.readString(svg)).contains("<polyline", ">batch<");
  }

  @Test
  void another_program_is_measured_instead_of_the_relay() throws Exception {
    Path file = directory.resolve("other.json");
    // the relay itself, which gets only the environment variables
    String program = String.join(" ", JAVA);

    var run =
        BenchRun.of(
            "--scenario=single,batch",
            "--vary=users=50",
            "--duration=500ms",
            "--warmup=3s",
            "--backlog=500",
            "--novu-latency=1ms",
            "--json=" + file,
            "--program=" + program);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("In the relay's place: " + program);
    JsonNode json = EventCodec.JSON.readTree(Files.readAllBytes(file));
    assertThat(json.path("options").path("program").path(0).asText()).endsWith("java");
    for (JsonNode scenario : json.path("scenarios")) {
      hasAllFigures(scenario.path("scale").path(0).path("throughput"));
      assertThat(scenario.path("events").path("lost").asInt(-1)).isZero();
      assertThat(scenario.path("events").path("delivered").asLong()).isPositive();
    }
  }

  @Test
  void a_program_that_is_not_there_is_named() {
    var run = BenchRun.of("--scenario=single", "--program=no-such-program -x");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err()).contains("no-such-program cannot be run");
  }

  /** A script that starts the relay of this build, as {@code ./relay} would. */
  private Path relay() throws IOException {
    String command = JAVA.stream().map(word -> "'" + word + "'").collect(joining(" "));
    Path script =
        Files.writeString(directory.resolve("relay"), "#!/bin/sh\nexec " + command + " \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private static void hasAllFigures(JsonNode window) {
    assertThat(window.path("events").asLong()).isPositive();
    assertThat(window.path("eventsPerSecond").asDouble()).isPositive();
    assertThat(window.path("novuRequestsPerEvent").asDouble()).isPositive();
    assertThat(window.path("redisCommandsPerEvent").asDouble()).isPositive();
    assertThat(window.path("redisCommands").isEmpty()).isFalse();
    assertThat(window.path("cpuMicrosPerEvent").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(PROCESSES);
  }
}
