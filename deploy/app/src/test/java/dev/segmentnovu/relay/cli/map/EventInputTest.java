package dev.segmentnovu.relay.cli.map;

import static dev.segmentnovu.relay.cli.map.MapRun.TRACK;
import static dev.segmentnovu.relay.cli.map.MapRun.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of events that {@code relay map} reads, and those that it rejects as ingest does. */
final class EventInputTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        TRACK,
        "[" + TRACK + "]",
        "[{'json':" + TRACK + "}]",
        "{'batch':[" + TRACK + "],'context':{'ip':'1.2.3.4'},'sentAt':'2026-11-23T16:00:00Z'}",
      })
  void an_event_in_any_form_shows_the_call_it_would_make(String input) {
    var run = map(input);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            1  track User Registered of u1 → sent:
                 workflows: POST /v1/events/trigger
                   {"name":"welcome","to":{"subscriberId":"u1"},"payload":{"n":12345678901234567890},"transactionId":"default:m1:welcome"}
            1 event: 1 sent
            """);
  }

  /** Each input has one event, and ingest refuses the same bytes. */
  @ParameterizedTest
  @MethodSource("refused")
  void map_rejects_what_ingest_rejects_with_its_code_and_message(String event) throws IOException {
    for (String input : List.of(event, "[" + event + "]", "{'batch':[" + event + "]}")) {
      byte[] bytes = input.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
      var body = ((BodyScanner.Result.Scanned) BodyScanner.scan(bytes, 10)).body();
      var expected =
          ((EventRules.Result.Invalid) EventRules.check(body.events().get(0), null, 32 * 1024))
              .refusal();

      var run = map(input, "--json", "--door", "tracking");

      assertThat(run.exitCode()).isEqualTo(1);
      JsonNode line = EventCodec.JSON.readTree(run.out());
      assertThat(line.at("/outcome").asText()).isEqualTo("refused");
      assertThat(line.at("/reason").asText()).isEqualTo(expected.code());
      assertThat(withoutOffset(line.at("/message").asText()))
          .isEqualTo(withoutOffset(expected.message()));
    }
  }

  /** Map counts bytes from the start of the value, and ingest from the start of the body. */
  private static String withoutOffset(String message) {
    return message.replaceAll("byte [0-9]+", "byte N");
  }

  static Stream<String> refused() {
    String event = "{'type':'track','userId':'u','event':'User Registered',%s}";
    return Stream.of(
        event.formatted("'properties':[]"),
        event.formatted("'messageId':'" + "m".repeat(101) + "'"),
        event.formatted("'messageId':5.5"),
        event.formatted("'userId':true"),
        event.formatted("'userId':'\\ud800'"),
        event.formatted("'properties':{'x':'" + "y".repeat(33 * 1024) + "'}"),
        event.formatted("'properties':{'x':1e2147483648}"),
        event.formatted("'properties':{'x':" + "[".repeat(70) + "]".repeat(70) + "}"),
        "{'type':'identify','userId':'u','traits':'a'}",
        "{'type':'identify'}",
        "{'userId':'u'}");
  }

  @Test
  void a_batchs_context_counts_in_the_size_of_each_event() {
    var run = map("{'batch':[" + TRACK + "],'context':{'x':'" + "y".repeat(32_768) + "'}}");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("refused by ingest (bad_request)", "Send a smaller context");
  }

  @Test
  void a_user_id_is_the_text_that_ingest_uses_as_the_ordering_key() {
    assertThat(map("{'type':'delete','userId':12345678901234567890}").out())
        .contains("DELETE /v2/subscribers/12345678901234567890");
    assertThat(map("{'type':'delete','userId':' pad '}").out())
        .contains("DELETE /v2/subscribers/pad\n");
  }

  @Test
  void a_byte_order_mark_is_skipped() {
    assertThat(map("\uFEFF" + TRACK).out()).endsWith("1 event: 1 sent\n");
  }

  @Test
  void arrays_may_follow_one_another() {
    assertThat(map("[" + TRACK + "," + TRACK + "]\n[" + TRACK + "] []").out())
        .endsWith("3 events: 3 sent\n");
    assertThat(map("").out()).isEqualTo("0 events\n");
  }

  @Test
  void an_event_of_an_anonymous_user_is_skipped_by_ingest() {
    var run = map("{'type':'page','anonymousId':'a','userId':null}");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("skipped by ingest", "anonymous");
  }

  @Test
  void invalid_json_and_missing_files_are_named() {
    var run = map(TRACK + "\n{'type':");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "Ingest would refuse what begins at line 2, after 1 events: The body is not valid JSON");

    run = map("[" + TRACK + "\n" + TRACK + "]");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("line 2, after 1 events").contains("a comma or ] is expected");

    run = CommandLineRun.of(Map.of(), "map", directory.resolve("none").toString());
    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).contains("Cannot read").contains("none");

    run = CommandLineRun.of(Map.of(), "map", "--source", "web");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--source must be one of [default]");
  }
}
