package dev.segmentnovu.relay.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.relay.runtime.CannotRunException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MapCommandTest {

  private static final String TRACK =
      "{'type':'track','userId':'u1','messageId':'m1','event':'User Registered','properties':{'n':12345678901234567890}}";

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

  @Test
  void the_report_names_the_outcome_and_its_reason_for_each_event_of_a_file() throws IOException {
    Path file = directory.resolve("events.ndjson");
    Files.writeString(
        file,
        (TRACK
                + "\n{'type':'identify','userId':'u2','traits':{'email':'a@b.co','plan':'x'}}\n"
                + "{'type':'page','userId':'u3'}\n"
                + "{'type':'track','userId':'u4','event':'Nope'}\n"
                + "{'type':'track','event':'Nope'}\n"
                + "{'type':'tracked'}\n")
            .replace('\'', '"'));

    var run = CommandLineRun.of(Map.of(), "map", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines())
        .contains(
            "2  identify of u2 → sent:",
            "     identify: GET /v2/subscribers/u2",
            "     identify: PATCH /v2/subscribers/u2",
            "       {\"email\":\"a@b.co\",\"data\":{\"plan\":\"x\"}}",
            "3  page of u3 → skipped: page calls mean nothing to Novu without a rule",
            "4  track Nope of u4 ✗ dead letter (unmapped): No workflow mapped for event: \"Nope\"",
            "5  track Nope of nobody ✗ refused by ingest (no_user_anon_id): userId or anonymousId is required",
            "6 events: 1 dead letter, 2 refused, 2 sent, 1 skipped");
  }

  @Test
  void omitted_fields_are_named() {
    String identify =
        "{'type':'identify','userId':'u','traits':{'name':'Prince','email':'nobody','timezone':'EST'}}";

    assertThat(map(identify).out().lines())
        .contains(
            "       {\"timezone\":\"EST\",\"firstName\":\"Prince\",\"lastName\":null,\"data\":{\"email\":\"nobody\"}}",
            "     left out: traits.email is not an e-mail address");
    assertThat(map(identify, "--json").out())
        .contains(
            "\"leftOut\":[{\"place\":\"traits\",\"field\":\"email\",\"why\":\"is not an e-mail address\"}]");
  }

  @Test
  void a_step_whose_max_age_has_ended_is_not_sent() throws IOException {
    Path config = directory.resolve("relay.yaml");
    Files.writeString(
        config,
        """
        sources:
          web:
            writeKeys: wk
            novu: { apiKey: nk }
            rules:
              - { workflow: otp, maxAge: 5m, all: true }
              - { workflow: news }
        """);
    Map<String, String> environment = Map.of("RELAY_CONFIG", config.toString());
    Path event = directory.resolve("event.json");
    Files.writeString(
        event,
        "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"messageId\":\"m\","
            + "\"timestamp\":\"2020-01-01T00:00:00Z\"}");

    var run = CommandLineRun.of(environment, "map", event.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            1  track E of u → sent:
                 rule 1 (otp): not sent, maxAge ended at 2020-01-01T00:05:00Z
                 rule 2 (news): POST /v1/events/trigger
                   {"name":"news","to":{"subscriberId":"u"},"payload":{},"transactionId":"web:m:news"}
               then ✗ dead letter (expired): too old to be sent by rule 1 (otp), whose maxAge has ended
            1 event: 1 dead letter
            """);
  }

  @Test
  void programs_get_one_json_object_an_event() throws IOException {
    var run = map(TRACK + "{'type':'track','userId':'u','event':'Nope'}7", "--json");

    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      lines.add(EventCodec.JSON.readTree(line));
    }
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).at("/outcome").asText()).isEqualTo("sent");
    assertThat(lines.get(0).at("/steps/0/why").asText()).isEqualTo("workflows");
    assertThat(lines.get(0).at("/steps/0/calls/0/path").asText()).isEqualTo("/v1/events/trigger");
    assertThat(lines.get(0).at("/steps/0/calls/0/body/name").asText()).isEqualTo("welcome");
    assertThat(lines.get(1).at("/outcome").asText()).isEqualTo("dead-letter");
    assertThat(lines.get(1).at("/reason").asText()).isEqualTo("unmapped");
    assertThat(lines.get(2).at("/outcome").asText()).isEqualTo("refused");
    assertThat(lines.get(2).at("/reason").asText()).isEqualTo("bad_request");
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
  void skipped_events_are_no_failure() {
    assertThat(map("{'type':'track','userId':'u','integrations':{'All':false}}").exitCode())
        .isEqualTo(1);
    assertThat(
            map("{'type':'track','userId':'u','event':'E','integrations':{'Novu':false}}")
                .exitCode())
        .isZero();
  }

  @Test
  void the_entry_point_decides_whether_segments_filter_counts() {
    String event =
        "{'type':'track','userId':'u','event':'User Registered','integrations':{'All':false}}";

    assertThat(map(event).out()).contains("1 event: 1 sent");
    assertThat(map(event, "--door", "webhook").out()).contains("1 event: 1 sent");
    assertThat(map(event, "--door", "tracking").out()).contains("1 event: 1 skipped");
    assertThat(map("{'batch':[" + event + "]}").out()).contains("1 event: 1 skipped");
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

  @Test
  void without_a_source_name_each_source_reports_what_it_would_do() throws IOException {
    Path config = directory.resolve("relay.yaml");
    Files.writeString(
        config,
        """
        sources:
          web: { writeKeys: a, novu: { apiKey: nk }, workflows: { E: welcome } }
          app: { writeKeys: b, novu: { apiKey: nk }, unmapped: skip }
        """);
    Path event = directory.resolve("event.json");
    Files.writeString(
        event, TRACK.replace('\'', '"').replaceAll("\"event\":\"[^\"]*\"", "\"event\":\"E\""));
    Map<String, String> environment = Map.of("RELAY_CONFIG", config.toString());

    var run = CommandLineRun.of(environment, "map", event.toString());

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out())
        .containsSubsequence("Source web:", "→ sent:", "Source app:", "→ skipped: No workflow");
    assertThat(CommandLineRun.of(environment, "map", "--json", event.toString()).out())
        .contains("{\"source\":\"web\",", "{\"source\":\"app\",");
  }

  private static CommandLineRun map(String input, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var stream =
        new ByteArrayInputStream(input.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    int exitCode =
        new CommandLine(new MapCommand(Map.of(), stream))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  err.write(String.valueOf(failure.getMessage()));
                  return ((CannotRunException) failure).exitCode();
                })
            .execute(arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
