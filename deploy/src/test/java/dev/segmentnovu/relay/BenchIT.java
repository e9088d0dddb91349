package dev.segmentnovu.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench from end to end, for what it counts; how fast anything is, is not for a test. */
class BenchIT {
  private static final List<String> PROCESSES =
      List.of("ingest", "redis", "worker", "load", "novu");

  @TempDir private Path directory;

  @Test
  void all_that_was_accepted_is_delivered_and_every_figure_is_there() throws Exception {
    Path file = directory.resolve("bench.json");

    var run =
        CommandLineRun.of(
            Map.of(),
            ("bench --scenario mixed --duration 500ms --warmup 200ms --backlog 500 --users 50"
                    + " --novu-latency 1ms --rate 100 --json "
                    + file)
                .split(" ", -1));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("Throughput", "Latency", "Limits", "mixed");
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
    assertThat(events.path("failed").asInt(-1)).isZero();
    for (String window : List.of("throughput", "steady", "idle")) {
      hasAllFigures(scenario.path(window));
    }
    for (String window : List.of("steady", "idle")) {
      assertThat(scenario.path(window).path("deliveryMicros").path("count").asInt()).isPositive();
      assertThat(scenario.path(window).path("acceptMicros").path("p999").asInt()).isPositive();
    }
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
