package dev.segmentnovu.relay.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.log.JsonLines;
import dev.segmentnovu.telemetry.log.UserHash;
import dev.segmentnovu.testing.LogLines;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The spans and the log lines of one event name each other. The test prints them. */
@Timeout(60)
final class TraceAndLogTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Map<String, String> SAMPLED =
      Map.of("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
  private static final String PERSON = "ann@example.com";

  private final LogLines log = LogLines.of("dev.segmentnovu", Level.DEBUG);
  private final JsonLines json = new JsonLines();

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void a_delivered_event_has_its_lines_in_its_trace() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.work();
      relay.post("/v1/track", event("m-1", "Order Completed"), SAMPLED);

      List<SpanData> spans = relay.spans(4);
      List<JsonNode> lines = lines(2);
      print("delivered", spans, lines);

      JsonNode accepted = lines.get(0);
      JsonNode delivered = lines.get(1);
      assertFacts(relay, accepted, "m-1", "Order Completed");
      assertFacts(relay, delivered, "m-1", "Order Completed");
      assertThat(accepted.path("message").asText()).isEqualTo("Accepted");
      assertThat(accepted.path("level").asText()).isEqualTo("DEBUG");
      assertThat(accepted.path("span_id").asText()).isEqualTo(of(spans, SpanKind.SERVER));
      assertThat(delivered.path("message").asText()).isEqualTo("Delivered");
      assertThat(delivered.path("ms").isIntegralNumber()).isTrue();
      assertThat(delivered.path("span_id").asText()).isEqualTo(of(spans, SpanKind.CONSUMER));
      assertThat(spans).allMatch(span -> span.getTraceId().equals(TRACE));
    }
  }

  @Test
  void a_dead_letter_has_its_line_in_its_trace() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.statuses.add(422);
      relay.work();
      relay.post("/v1/track", event("m-2", "Order Completed"), SAMPLED);

      List<SpanData> spans = relay.spans(4);
      List<JsonNode> lines = lines(2);
      print("dead letter", spans, lines);

      JsonNode dead = lines.get(1);
      assertFacts(relay, dead, "m-2", "Order Completed");
      assertThat(dead.path("level").asText()).isEqualTo("WARN");
      assertThat(dead.path("span_id").asText()).isEqualTo(of(spans, SpanKind.CONSUMER));
      assertThat(dead.path("reason").asText()).isEqualTo("rejected");
      assertThat(dead.path("workflow").asText()).isEqualTo("receipt");
      assertThat(dead.path("status").asInt()).isEqualTo(422);
      assertThat(dead.path("message").asText())
          .contains("relay dlq show " + dead.path("deadLetter").asText());
    }
  }

  @Test
  void a_rejected_event_has_its_line_in_the_trace_of_its_request() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.post(
          "/v1/track",
          "{'writeKey':'KEY','messageId':'m-3','userId':'" + PERSON + "','type':'track'}",
          SAMPLED);

      List<SpanData> spans = relay.spans(1);
      List<JsonNode> lines = lines(1);
      print("rejected", spans, lines);

      assertFacts(relay, lines.get(0), "m-3", "track");
      assertThat(lines.get(0).path("code").asText()).isEqualTo("event_not_defined");
      assertThat(lines.get(0).path("span_id").asText()).isEqualTo(of(spans, SpanKind.SERVER));
    }
  }

  @Test
  void without_traces_a_line_has_no_trace() throws Exception {
    try (var relay = TracedRelay.untraced()) {
      relay.work();
      relay.post("/v1/track", event("m-4", "Order Completed"), SAMPLED);

      assertThat(lines(2))
          .noneMatch(line -> line.has("trace_id"))
          .noneMatch(line -> line.has("span_id"));
    }
  }

  private static String event(String id, String name) {
    return "{'writeKey':'KEY','messageId':'%s','userId':'%s','type':'track','event':'%s'}"
        .formatted(id, PERSON, name);
  }

  private static void assertFacts(TracedRelay relay, JsonNode line, String id, String event) {
    assertThat(line.path("source").asText()).isEqualTo(relay.source);
    assertThat(line.path("messageId").asText()).isEqualTo(id);
    assertThat(line.path("event").asText()).isEqualTo(event);
    assertThat(line.path("user").asText()).isEqualTo(UserHash.of(relay.source, PERSON));
    assertThat(line.path("trace_id").asText()).isEqualTo(TRACE);
    assertThat(line.toString()).doesNotContain(PERSON).doesNotContain("key-of-");
  }

  /** The lines about events, once there are so many, as JSON. */
  private List<JsonNode> lines(int count) throws Exception {
    json.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    json.start();
    await().until(() -> encoded().size() >= count);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : encoded()) {
      assertThat(line.strip()).doesNotContain("\n");
      lines.add(EventCodec.JSON.readTree(line));
    }
    assertThat(lines).hasSize(count);
    return lines;
  }

  private List<String> encoded() {
    return log.encoded(
        json,
        event ->
            event.getKeyValuePairs() != null
                && event.getKeyValuePairs().stream()
                    .anyMatch(pair -> pair.key.equals("messageId")));
  }

  private static String of(List<SpanData> spans, SpanKind kind) {
    return spans.stream()
        .filter(span -> span.getKind() == kind)
        .map(SpanData::getSpanId)
        .findFirst()
        .orElseThrow();
  }

  private static void print(String what, List<SpanData> spans, List<JsonNode> lines) {
    System.out.println("--- one event, " + what + ": spans of trace " + TRACE);
    spans.stream()
        .sorted(Comparator.comparing(SpanData::getStartEpochNanos))
        .forEach(
            span ->
                System.out.printf(
                    "%s parent=%s %-8s %-45s %7.1f ms %s%n",
                    span.getSpanId(),
                    span.getParentSpanId(),
                    span.getKind(),
                    span.getName(),
                    (span.getEndEpochNanos() - span.getStartEpochNanos()) / 1e6,
                    attributes(span)));
    System.out.println("--- the lines of the same event with RELAY_LOG_FORMAT=json");
    lines.forEach(System.out::println);
  }

  private static String attributes(SpanData span) {
    return span.getAttributes().asMap().entrySet().stream()
        .map(entry -> entry.getKey().getKey() + "=" + entry.getValue())
        .sorted()
        .collect(Collectors.joining(" "));
  }
}
