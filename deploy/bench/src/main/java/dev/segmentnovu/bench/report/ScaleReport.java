package dev.segmentnovu.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.measure.Bench;
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
        "%-10s %s %9s %6s %6s %6s%n",
        varied, ThroughputColumns.NAMES, "in queue", "ingest", "redis", "worker");
    for (JsonNode each : scenario.path("scale")) {
      JsonNode window = each.path("throughput");
      JsonNode peak = window.path("peakMegabytes");
      out.printf(
          Locale.ROOT,
          "%-10d %s %9d %6d %6d %6d%n",
          each.path("value").asLong(),
          ThroughputColumns.of(window),
          window.path("waiting").asLong(),
          peak.path("ingest").asLong(),
          peak.path("redis").asLong(),
          peak.path("worker").asLong());
    }
  }
}
