package dev.segmentnovu.relay.cli.map;

import static dev.segmentnovu.relay.cli.map.MapRun.TRACK;
import static dev.segmentnovu.relay.cli.map.MapRun.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code relay map} prints; {@link EventInputTest} has the forms of its input. */
final class MapCommandTest {

  @TempDir private Path directory;

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
}
