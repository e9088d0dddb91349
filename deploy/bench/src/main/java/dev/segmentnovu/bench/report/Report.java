package dev.segmentnovu.bench.report;

import static dev.segmentnovu.bench.report.FigureTable.figure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.measure.Bench;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as tables for people. */
public final class Report {
  private final PrintWriter out;

  private Report(PrintWriter out) {
    this.out = out;
  }

  /** Prints what {@link Bench#run} returned. */
  public static void print(JsonNode result, PrintWriter out) {
    new Report(out).all(result);
    out.flush();
  }

  private void all(JsonNode result) {
    JsonNode machine = result.path("machine");
    JsonNode options = result.path("options");
    line(
        "%s cores of %s, %s, Redis %s",
        machine.path("cores").asText(),
        machine.path("cpu").asText(),
        machine.path("jdk").asText(),
        machine.path("redis").asText());
    line(
        "%s users, events of %d bytes, Novu answers after %d ms, %d connections, %d workers",
        result.path("vary").asText().equals("users") ? "varied" : options.path("users").asText(),
        options.path("payloadBytes").asInt(),
        options.path("novuLatencyMillis").asInt(),
        options.path("connections").asInt(),
        options.path("workers").asInt());
    if (!options.path("program").isEmpty()) {
      List<String> program = new ArrayList<>();
      options.path("program").forEach(word -> program.add(word.asText()));
      line("In the relay's place: %s", String.join(" ", program));
    }
    JsonNode scenarios = result.path("scenarios");
    if (result.has("vary")) {
      ScaleReport.print(result, out);
    } else {
      throughput(scenarios);
      memory(scenarios);
      latency(scenarios);
      limits(result.path("redisLimit"), scenarios);
    }
    events(scenarios);
  }

  private void throughput(JsonNode scenarios) {
    line("%nThroughput: processor time in µs and requests, for each event delivered");
    List<String> names = new ArrayList<>(List.of(""));
    names.addAll(ThroughputColumns.NAMES);
    var table = new FigureTable(names.toArray(String[]::new));
    for (JsonNode each : scenarios) {
      List<String> row = new ArrayList<>(List.of(name(each)));
      row.addAll(ThroughputColumns.of(each.path("throughput")));
      table.row(row);
    }
    table.print(out);
  }

  private void memory(JsonNode scenarios) {
    line("%nMemory: bytes that Redis needs for an event, and the highest resident memory in MB");
    var table = new FigureTable("", "B waiting", "B after", "ingest", "redis", "worker");
    for (JsonNode each : scenarios) {
      JsonNode memory = each.path("memory");
      JsonNode peak = each.path("throughput").path("peakMegabytes");
      table.row(
          name(each),
          figure(memory.path("bytesPerWaitingEvent").asDouble(), 0),
          figure(memory.path("bytesPerDeliveredEvent").asDouble(), 0),
          figure(peak.path("ingest").asLong()),
          figure(peak.path("redis").asLong()),
          figure(peak.path("worker").asLong()));
    }
    table.print(out);
  }

  private void latency(JsonNode scenarios) {
    line("%nLatency in ms, from when an event is due, to its arrival at Novu and to the 200");
    var table = new FigureTable("", "", "events/s", "", "p50", "p90", "p99", "p99.9", "max");
    for (JsonNode each : scenarios) {
      for (String kind : new String[] {"steady", "idle"}) {
        JsonNode window = each.path(kind);
        for (String to : new String[] {"delivery", "accept"}) {
          JsonNode micros = window.path(to + "Micros");
          table.row(
              name(each),
              kind,
              figure(window.path("rate").asDouble(), 0),
              to,
              millis(micros.path("p50")),
              millis(micros.path("p90")),
              millis(micros.path("p99")),
              millis(micros.path("p999")),
              millis(micros.path("max")));
        }
      }
    }
    table.print(out);
  }

  private void limits(JsonNode redis, JsonNode scenarios) {
    line("%nLimits: what this machine does with nothing else to do, processor time in µs each");
    var table = new FigureTable("", "each/s", "server", "load");
    table.row(
        "Redis RPUSH and LPOP, " + redis.path("depth").asInt() + " deep",
        figure(redis.path("opsPerSecond").asDouble(), 0),
        figure(redis.path("cpuMicrosPerOp").asDouble(), 2),
        "");
    for (JsonNode each : scenarios) {
      JsonNode http = each.path("httpLimit");
      table.row(
          "HTTP requests of " + name(each),
          figure(http.path("requestsPerSecond").asDouble(), 0),
          figure(http.path("cpuMicrosPerRequest").asDouble(), 2),
          figure(http.path("loadCpuMicrosPerRequest").asDouble(), 2));
    }
    table.print(out);
  }

  private void events(JsonNode scenarios) {
    line("%nEvents");
    var table =
        new FigureTable(
            "", "accepted", "delivered", "lost", "duplicate", "out of order", "refused", "failed");
    for (JsonNode each : scenarios) {
      JsonNode events = each.path("events");
      table.row(
          name(each),
          figure(events.path("accepted").asLong()),
          figure(events.path("delivered").asLong()),
          figure(events.path("lost").asLong()),
          figure(events.path("duplicates").asLong()),
          figure(events.path("outOfOrder").asLong()),
          figure(events.path("refused").asLong()),
          figure(events.path("failed").asLong()));
    }
    table.print(out);
  }

  private static String name(JsonNode scenario) {
    return scenario.path("scenario").asText();
  }

  private static String millis(JsonNode micros) {
    return figure(micros.asDouble() / 1e3, 2);
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
