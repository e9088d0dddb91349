package dev.segmentnovu.bench.report;

import static dev.segmentnovu.bench.report.FigureTable.figure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.measure.Bench;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** How the throughput changes with a varied value, as a table for each scenario. */
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
    List<String> names = new ArrayList<>(List.of(varied));
    names.addAll(ThroughputColumns.NAMES);
    names.addAll(List.of("in queue", "ingest", "redis", "worker"));
    var table = new FigureTable(names.toArray(String[]::new));
    for (JsonNode each : scenario.path("scale")) {
      JsonNode window = each.path("throughput");
      JsonNode peak = window.path("peakMegabytes");
      List<String> row = new ArrayList<>(List.of(figure(each.path("value").asLong())));
      row.addAll(ThroughputColumns.of(window));
      row.add(figure(window.path("waiting").asLong()));
      row.add(figure(peak.path("ingest").asLong()));
      row.add(figure(peak.path("redis").asLong()));
      row.add(figure(peak.path("worker").asLong()));
      table.row(row);
    }
    table.print(out);
  }
}
