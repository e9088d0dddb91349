package dev.segmentnovu.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.measure.Usage;
import java.util.Locale;

/** The columns that every table of throughputs has: events, processor time, and what was done. */
final class ThroughputColumns {

  /** Their names. */
  static final String NAMES =
      String.format(
          Locale.ROOT,
          "%9s %8s %8s %8s %8s %8s %8s %9s %9s",
          "events/s",
          "ingest",
          "redis",
          "worker",
          "load",
          "novu",
          "others %",
          "Novu req",
          "Redis cmd");

  private ThroughputColumns() {}

  /** Their values, as {@link Usage#since} tells them. */
  static String of(JsonNode throughput) {
    JsonNode cpu = throughput.path("cpuMicrosPerEvent");
    return String.format(
        Locale.ROOT,
        "%9.0f %8.1f %8.1f %8.1f %8.1f %8.1f %8.0f %9.3f %9.2f",
        throughput.path("eventsPerSecond").asDouble(),
        cpu.path("ingest").asDouble(),
        cpu.path("redis").asDouble(),
        cpu.path("worker").asDouble(),
        cpu.path("load").asDouble(),
        cpu.path("novu").asDouble(),
        throughput.path("cpuPercent").path("others").asDouble(),
        throughput.path("novuRequestsPerEvent").asDouble(),
        throughput.path("redisCommandsPerEvent").asDouble());
  }
}
