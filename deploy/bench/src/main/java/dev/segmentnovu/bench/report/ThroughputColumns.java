package dev.segmentnovu.bench.report;

import static dev.segmentnovu.bench.report.FigureTable.figure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.measure.Usage;
import java.util.List;

/** The columns that every table of throughputs has: events, processor time, and requests. */
final class ThroughputColumns {

  /** Their names. */
  static final List<String> NAMES =
      List.of(
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

  /** Their values, from what {@link Usage#since} returned. */
  static List<String> of(JsonNode throughput) {
    JsonNode cpu = throughput.path("cpuMicrosPerEvent");
    return List.of(
        figure(throughput.path("eventsPerSecond").asDouble(), 0),
        figure(cpu.path("ingest").asDouble(), 1),
        figure(cpu.path("redis").asDouble(), 1),
        figure(cpu.path("worker").asDouble(), 1),
        figure(cpu.path("load").asDouble(), 1),
        figure(cpu.path("novu").asDouble(), 1),
        figure(throughput.path("cpuPercent").path("others").asDouble(), 0),
        figure(throughput.path("novuRequestsPerEvent").asDouble(), 3),
        figure(throughput.path("redisCommandsPerEvent").asDouble(), 2));
  }
}
