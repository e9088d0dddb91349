package dev.segmentnovu.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Skip;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.PlannedCalls;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What {@code relay map} says of each event, for people or as JSON lines. */
final class MapReport {

  /** The reason of an event that ingest would not take. */
  static final String REFUSED = "refused";

  private final PrintWriter out;
  private final boolean asJson;
  private final Map<String, Integer> counts = new TreeMap<>();
  private int number;

  MapReport(PrintWriter out, boolean asJson) {
    this.out = out;
    this.asJson = asJson;
  }

  /** How many events would be refused or dead letters. */
  int failures() {
    return counts.getOrDefault("dead letter", 0) + counts.getOrDefault("refused", 0);
  }

  void add(JsonNode event, Optional<StoredEvent> stored, MappingResult result) {
    number++;
    counts.merge(outcome(result), 1, Integer::sum);
    if (asJson) {
      out.println(line(event, stored, result));
    } else {
      print(event, result);
    }
  }

  /** Sums up, for people. */
  void end() {
    if (!asJson) {
      out.printf("%d %s%s%n", number, number == 1 ? "event" : "events", counted());
    }
    out.flush();
  }

  private String counted() {
    var text = new StringBuilder();
    counts.forEach(
        (outcome, count) ->
            text.append(text.isEmpty() ? ": " : ", ").append(count).append(' ').append(outcome));
    return text.toString();
  }

  private static String outcome(MappingResult result) {
    if (result instanceof Undeliverable bad) {
      return bad.reason().equals(REFUSED) ? "refused" : "dead letter";
    }
    return result instanceof Skip ? "skipped" : "sent";
  }

  private void print(JsonNode event, MappingResult result) {
    String name = event.path("event").asText("");
    out.printf(
        "%d  %s%s of %s ",
        number,
        event.path("type").asText("event"),
        name.isEmpty() ? "" : " " + name,
        event.path("userId").asText("nobody"));
    if (result instanceof Skip skip) {
      out.println("→ skipped: " + skip.rule());
    } else if (result instanceof Undeliverable bad) {
      out.println(
          bad.reason().equals(REFUSED)
              ? "✗ refused by ingest: " + bad.message()
              : "✗ dead letter (" + bad.reason() + "): " + bad.message());
    } else if (result instanceof Send send) {
      out.println("→ sent:");
      send.steps().forEach(this::print);
    }
  }

  private void print(Step step) {
    for (NovuCall call : PlannedCalls.of(step.request())) {
      out.printf("     %s: %s %s%n", step.why(), call.method(), call.path());
      if (call.bytes().length > 0) {
        out.println("       " + new String(call.bytes(), StandardCharsets.UTF_8));
      }
    }
  }

  private ObjectNode line(JsonNode event, Optional<StoredEvent> stored, MappingResult result) {
    ObjectNode line = EventCodec.JSON.createObjectNode().put("number", number);
    for (String member : new String[] {"type", "event", "userId"}) {
      if (event.has(member)) {
        line.set(member, event.get(member));
      }
    }
    stored.ifPresent(entry -> line.put("messageId", entry.messageId()));
    line.put("outcome", outcome(result).replace(' ', '-'));
    if (result instanceof Skip skip) {
      line.put("why", skip.rule());
    } else if (result instanceof Undeliverable bad) {
      line.put("reason", bad.reason()).put("message", bad.message());
    } else if (result instanceof Send send) {
      var steps = line.putArray("steps");
      for (Step step : send.steps()) {
        var calls = steps.addObject().put("why", step.why()).putArray("calls");
        for (NovuCall call : PlannedCalls.of(step.request())) {
          ObjectNode one = calls.addObject().put("method", call.method()).put("path", call.path());
          JsonNode body = call.body();
          if (body != null) {
            one.set("body", body);
          }
        }
      }
    }
    return line;
  }
}
