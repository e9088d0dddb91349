package dev.segmentnovu.relay.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** What a varied value does to the throughput, as a table for each scenario. */
final class ScaleReport {
  private ScaleReport() {}

  /** Prints what {@link Bench#run} returned for a varied value. */
  static void print(JsonNode result, PrintWriter out) {
    for (JsonNode scenario : result.path("scenarios")) {
      print(scenario, result.path("vary").asText(), out);
    }
  }

  private static void print(JsonNode scenario, String varied, PrintWriter out) {
    out.printf(
        "%nThroughput of %s: processor time in µs for each event delivered, and peaks in MB%n",
        scenario.path("scenario").asText());
    out.printf(
        "%-10s %9s %8s %8s %8s %8s %8s %8s %9s %9s %9s %6s %6s %6s%n",
        varied,
        "events/s",
        "ingest",
        "redis",
        "worker",
        "load",
        "novu",
        "others %",
        "Novu req",
        "Redis cmd",
        "in queue",
        "ingest",
        "redis",
        "worker");
    for (JsonNode each : scenario.path("scale")) {
      JsonNode window = each.path("throughput");
      JsonNode cpu = window.path("cpuMicrosPerEvent");
      JsonNode peak = window.path("peakMegabytes");
      out.printf(
          Locale.ROOT,
          "%-10d %9.0f %8.1f %8.1f %8.1f %8.1f %8.1f %8.0f %9.3f %9.2f %9d %6d %6d %6d%n",
          each.path("value").asLong(),
          window.path("eventsPerSecond").asDouble(),
          cpu.path("ingest").asDouble(),
          cpu.path("redis").asDouble(),
          cpu.path("worker").asDouble(),
          cpu.path("load").asDouble(),
          cpu.path("novu").asDouble(),
          window.path("cpuPercent").path("others").asDouble(),
          window.path("novuRequestsPerEvent").asDouble(),
          window.path("redisCommandsPerEvent").asDouble(),
          window.path("waiting").asLong(),
          peak.path("ingest").asLong(),
          peak.path("redis").asLong(),
          peak.path("worker").asLong());
    }
  }
}
