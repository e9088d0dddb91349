package dev.segmentnovu.relay.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The spans of events on their whole way. */
@Timeout(60)
final class TracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SENDER = "00f067aa0ba902b7";
  private static final String EVENT =
      "{'writeKey':'KEY','messageId':'m-%d','userId':'person-%d@example.com','type':'track',"
          + "'event':'Order Completed','properties':{'phone':'555-0100'}}";

  @Test
  void one_trace_leads_from_the_senders_request_over_the_queue_to_novu() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.work();

      assertThat(relay.post("/v1/track", event(1), sampled("01"))).isEqualTo(200);

      List<SpanData> spans = relay.spans(4);
      SpanData request = of(spans, SpanKind.SERVER);
      SpanData send = of(spans, SpanKind.PRODUCER);
      SpanData process = of(spans, SpanKind.CONSUMER);
      SpanData call = of(spans, SpanKind.CLIENT);
      assertThat(spans).hasSize(4).allMatch(span -> span.getTraceId().equals(TRACE));
      assertThat(request.getParentSpanId()).isEqualTo(SENDER);
      assertThat(send.getParentSpanId()).isEqualTo(request.getSpanId());
      assertThat(process.getParentSpanId()).isEqualTo(send.getSpanId());
      assertThat(call.getParentSpanId()).isEqualTo(process.getSpanId());
      assertThat(relay.calls)
          .containsExactly(
              new TracedRelay.Call(
                  "POST /v1/events/trigger", "00-" + TRACE + "-" + call.getSpanId() + "-01"));
    }
  }

  @Test
  void spans_have_the_names_and_attributes_of_the_conventions() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.work();
      relay.post("/v1/track", event(1), Map.of());

      List<SpanData> spans = relay.spans(4);

      assertThat(described(of(spans, SpanKind.SERVER)))
          .isEqualTo(
              "POST /v1/track {http.request.method=POST, http.response.status_code=200,"
                  + " http.route=/v1/track, url.scheme=http}");
      assertThat(described(of(spans, SpanKind.PRODUCER)))
          .isEqualTo(
              "send SOURCE {messaging.destination.name=SOURCE, messaging.operation.name=send,"
                      .replace("SOURCE", relay.source)
                  + " messaging.operation.type=send, messaging.system=redis}");
      assertThat(described(of(spans, SpanKind.CONSUMER)))
          .isEqualTo(
              "process SOURCE {messaging.destination.name=SOURCE, messaging.message.id=m-1,"
                      .replace("SOURCE", relay.source)
                  + " messaging.operation.name=process, messaging.operation.type=process,"
                  + " messaging.system=redis, relay.attempt=1, relay.outcome=delivered}");
      assertThat(described(of(spans, SpanKind.CLIENT)))
          .startsWith(
              "POST /v1/events/trigger {http.request.method=POST, http.response.status_code=201,"
                  + " relay.events=1, server.address=127.0.0.1, server.port=")
          .endsWith(", url.template=/v1/events/trigger}");
    }
  }

  @Test
  void no_span_holds_personal_data_also_where_the_path_to_novu_does() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.work();
      relay.post("/v1/track", event(1), Map.of());
      relay.post(
          "/v1/identify",
          event(2).replace("track", "identify").replace("'properties'", "'traits'"),
          Map.of());
      relay.awaitSettled(2);

      List<SpanData> spans = relay.spans(8);

      assertThat(relay.calls).anyMatch(call -> call.line().contains("person-2%40example.com"));
      assertThat(spans)
          .noneMatch(span -> span.toString().contains("person-"))
          .noneMatch(span -> span.toString().contains("555-0100"))
          .noneMatch(span -> span.toString().contains("key-of-"))
          .anyMatch(span -> span.getName().equals("PATCH /v2/subscribers/{id}"));
    }
  }

  @Test
  void a_batch_belongs_to_one_delivery_and_is_linked_with_the_others() throws Exception {
    int events = 30;
    try (var relay = TracedRelay.traced()) {
      for (int i = 0; i < events; i++) {
        relay.post("/v1/track", event(i), Map.of());
      }
      relay.work();
      relay.awaitSettled(events);

      List<SpanData> spans =
          relay.spans(3 * events).stream().filter(span -> !span.getLinks().isEmpty()).toList();
      SpanData batch =
          spans.stream()
              .filter(span -> span.getKind() == SpanKind.CLIENT)
              .findFirst()
              .orElseThrow();
      List<String> linked = linked(batch);
      assertThat(batch.getName()).isEqualTo("POST /v1/events/trigger/bulk");
      assertThat(batch.getAttributes().get(Keys.EVENTS)).isEqualTo(linked.size() + 1L);
      // each in a trace of its own, and each leads to the batch
      assertThat(batch.getLinks().stream().map(link -> link.getSpanContext().getTraceId()))
          .doesNotHaveDuplicates()
          .doesNotContain(batch.getTraceId());
      assertThat(
              spans.stream()
                  .filter(span -> span.getKind() == SpanKind.CONSUMER)
                  .filter(span -> linked(span).contains(batch.getSpanId()))
                  .map(SpanData::getSpanId))
          .containsExactlyInAnyOrderElementsOf(linked);
    }
  }

  @Test
  void the_events_of_one_request_share_its_trace() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.work();
      relay.post(
          "/v1/batch",
          "{'writeKey':'KEY','batch':[" + event(1) + "," + event(2) + "]}",
          sampled("01"));
      relay.awaitSettled(2);

      List<SpanData> spans = relay.spans(4);
      SpanData send = of(spans, SpanKind.PRODUCER);
      assertThat(spans).allMatch(span -> span.getTraceId().equals(TRACE));
      assertThat(send.getAttributes().get(Keys.BATCH_SIZE)).isEqualTo(2);
      assertThat(spans.stream().filter(span -> span.getKind() == SpanKind.CONSUMER))
          .hasSize(2)
          .allMatch(span -> span.getParentSpanId().equals(send.getSpanId()));
    }
  }

  @Test
  void an_attempt_that_failed_and_its_retry_are_two_spans_of_one_trace() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.statuses.add(503);
      relay.work();
      relay.post("/v1/track", event(1), sampled("01"));

      List<SpanData> spans = relay.spans(6);
      SpanData send = of(spans, SpanKind.PRODUCER);
      List<SpanData> deliveries =
          spans.stream().filter(span -> span.getKind() == SpanKind.CONSUMER).toList();
      assertThat(deliveries)
          .hasSize(2)
          .allMatch(span -> span.getParentSpanId().equals(send.getSpanId()));
      assertThat(deliveries.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(deliveries.get(0).getAttributes().get(Keys.ERROR)).isEqualTo("503");
      assertThat(deliveries.get(0).getAttributes().get(Keys.OUTCOME)).isEqualTo("given-back");
      assertThat(deliveries.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
      assertThat(deliveries.get(1).getAttributes().get(Keys.ATTEMPT)).isEqualTo(2);
      assertThat(deliveries.get(1).getAttributes().get(Keys.OUTCOME)).isEqualTo("delivered");
      assertThat(
              spans.stream()
                  .filter(span -> span.getKind() == SpanKind.CLIENT)
                  .map(SpanData::getParentSpanId))
          .containsExactlyElementsOf(deliveries.stream().map(SpanData::getSpanId).toList());
    }
  }

  @Test
  void a_dead_letter_is_an_error_with_its_reason() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.statuses.add(422);
      relay.work();
      relay.post("/v1/track", event(1), Map.of());
      relay.awaitSettled(1);

      SpanData process = of(relay.spans(4), SpanKind.CONSUMER);
      assertThat(process.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(process.getAttributes().get(Keys.OUTCOME)).isEqualTo("dead-letter");
      assertThat(process.getAttributes().get(Keys.ERROR)).isNotEqualTo("422").isNotEmpty();
    }
  }

  @Test
  void a_request_that_its_sender_does_not_sample_leaves_no_span_and_no_byte() throws Exception {
    try (var relay = TracedRelay.traced()) {
      relay.work();
      relay.post("/v1/track", event(1), sampled("00"));
      relay.awaitSettled(1);
      relay.post("/v1/track", event(2), sampled("01"));
      relay.awaitSettled(2);

      assertThat(relay.spans(4)).hasSize(4);
      assertThat(relay.entries.get(0)).doesNotContain("trace");
      assertThat(relay.entries.get(1)).contains(",\"trace\":\"00-" + TRACE + "-");
      assertThat(relay.calls.get(0).traceparent()).isNull();
    }
  }

  @Test
  void a_sampler_that_decides_against_all_leaves_no_span() throws Exception {
    try (var relay = TracedRelay.sampled(Sampler.alwaysOff())) {
      relay.work();
      relay.post("/v1/track", event(1), sampled("01"));
      relay.awaitSettled(1);

      assertThat(relay.spans(0)).isEmpty();
      assertThat(relay.entries.get(0)).doesNotContain("trace");
    }
  }

  @Test
  void without_traces_the_entries_and_calls_have_nothing_of_the_senders_trace() throws Exception {
    try (var relay = TracedRelay.untraced()) {
      relay.work();
      relay.post("/v1/track", event(1), sampled("01"));
      relay.awaitSettled(1);

      String entry = relay.entries.get(0);
      String header = entry.substring(0, entry.indexOf('\n') + 1);
      assertThat(relay.spans(0)).isEmpty();
      assertThat(header).matches("\\{\"at\":[0-9]+,\"id\":\"m-1\",\"type\":\"track\"}\n");
      assertThat(EventCodec.decode(entry.getBytes(StandardCharsets.UTF_8)).trace()).isNull();
      assertThat(relay.calls).extracting(TracedRelay.Call::traceparent).containsOnlyNulls();
    }
  }

  private static String event(int i) {
    return EVENT.formatted(i, i);
  }

  private static Map<String, String> sampled(String flags) {
    return Map.of("traceparent", "00-" + TRACE + "-" + SENDER + "-" + flags);
  }

  private static SpanData of(List<SpanData> spans, SpanKind kind) {
    return spans.stream().filter(span -> span.getKind() == kind).findFirst().orElseThrow();
  }

  private static List<String> linked(SpanData span) {
    return span.getLinks().stream()
        .map(LinkData::getSpanContext)
        .map(context -> context.getSpanId())
        .toList();
  }

  private static String described(SpanData span) {
    return span.getName()
        + " "
        + span.getAttributes().asMap().entrySet().stream()
            .map(entry -> entry.getKey().getKey() + "=" + entry.getValue())
            .sorted()
            .collect(Collectors.joining(", ", "{", "}"));
  }
}
