package dev.segmentnovu.bench.report;

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
    line("%nThroughput: processor time in µs for each event delivered, and what is done for it");
    line("%-8s %s", "", ThroughputColumns.NAMES);
    for (JsonNode each : scenarios) {
      String figures = ThroughputColumns.of(each.path("throughput"));
      line("%-8s %s", each.path("scenario").asText(), figures);
    }
  }

  private void memory(JsonNode scenarios) {
    line("%nMemory: what Redis takes for an event in bytes, and the most that was resident in MB");
    line("%-8s %9s %9s %8s %8s %8s", "", "B waiting", "B after", "ingest", "redis", "worker");
    for (JsonNode each : scenarios) {
      JsonNode memory = each.path("memory");
      JsonNode peak = each.path("throughput").path("peakMegabytes");
      line(
          "%-8s %9.0f %9.0f %8d %8d %8d",
          each.path("scenario").asText(),
          memory.path("bytesPerWaitingEvent").asDouble(),
          memory.path("bytesPerDeliveredEvent").asDouble(),
          peak.path("ingest").asLong(),
          peak.path("redis").asLong(),
          peak.path("worker").asLong());
    }
  }

  private void latency(JsonNode scenarios) {
    line("%nLatency in ms from when an event was to be sent, to Novu's having it and to the 200");
    line(
        "%-8s %-7s %9s %-9s %9s %9s %9s %9s %9s",
        "", "", "events/s", "", "p50", "p90", "p99", "p99.9", "max");
    for (JsonNode each : scenarios) {
      for (String kind : new String[] {"steady", "idle"}) {
        JsonNode window = each.path(kind);
        for (String to : new String[] {"delivery", "accept"}) {
          JsonNode micros = window.path(to + "Micros");
          line(
              "%-8s %-7s %9.0f %-9s %9.2f %9.2f %9.2f %9.2f %9.2f",
              each.path("scenario").asText(),
              kind,
              window.path("rate").asDouble(),
              to,
              micros.path("p50").asDouble() / 1e3,
              micros.path("p90").asDouble() / 1e3,
              micros.path("p99").asDouble() / 1e3,
              micros.path("p999").asDouble() / 1e3,
              micros.path("max").asDouble() / 1e3);
        }
      }
    }
  }

  private void limits(JsonNode redis, JsonNode scenarios) {
    line("%nLimits: what this machine does with nothing else to do, processor time in µs each");
    line("%-28s %10s %8s %8s", "", "each/s", "server", "load");
    line(
        "%-28s %10.0f %8.2f",
        "Redis RPUSH and LPOP, " + redis.path("depth").asInt() + " deep",
        redis.path("opsPerSecond").asDouble(),
        redis.path("cpuMicrosPerOp").asDouble());
    for (JsonNode each : scenarios) {
      JsonNode http = each.path("httpLimit");
      line(
          "%-28s %10.0f %8.2f %8.2f",
          "HTTP requests of " + each.path("scenario").asText(),
          http.path("requestsPerSecond").asDouble(),
          http.path("cpuMicrosPerRequest").asDouble(),
          http.path("loadCpuMicrosPerRequest").asDouble());
    }
  }

  private void events(JsonNode scenarios) {
    line("%nEvents");
    line(
        "%-8s %10s %10s %10s %10s %12s %10s %10s",
        "", "accepted", "delivered", "lost", "duplicate", "out of order", "refused", "failed");
    for (JsonNode each : scenarios) {
      JsonNode events = each.path("events");
      line(
          "%-8s %10d %10d %10d %10d %12d %10d %10d",
          each.path("scenario").asText(),
          events.path("accepted").asLong(),
          events.path("delivered").asLong(),
          events.path("lost").asLong(),
          events.path("duplicates").asLong(),
          events.path("outOfOrder").asLong(),
          events.path("refused").asLong(),
          events.path("failed").asLong());
    }
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
