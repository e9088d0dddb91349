package dev.segmentnovu.relay.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.fixture.CannedRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, what is reported, and what is asked before. */
final class ImportCommandTest {

  @TempDir private Path directory;

  private CannedRelay relay;
  private History history;

  @BeforeEach
  void start() throws Exception {
    relay = new CannedRelay();
    history = new History(relay, directory);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private JsonNode state() throws Exception {
    return EventCodec.JSON.readTree(Files.readAllBytes(history.noted()));
  }

  @Test
  void events_are_sent_in_order_in_batches_with_the_write_key() throws Exception {
    history.writeTracks(5);
    relay.on(History.IMPORT, History.TAKEN);

    var run = history.run("--batch", "2", "--yes");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(history.sent()).containsExactly("m1 m2", "m3 m4", "m5");
    assertThat(relay.received().get(0).headers())
        .containsEntry("authorization", "Basic d2s6")
        .containsEntry("content-type", "application/json");
    assertThat(run.out()).containsPattern("Accepted +5 events").containsPattern("Types +5 track");
    assertThat(run.err()).contains("import: 5 of 5 lines (100 %)");
    assertThat(state().path("finished").asBoolean()).isTrue();
  }

  @Test
  void a_dry_run_sends_nothing_and_names_what_would_be_refused() throws Exception {
    history.write(
        History.track(1),
        "{'type':'identify','userId':'u1'}",
        "",
        "{'type':'track','userId':'u1'}",
        "[1]",
        "{'type':'track','event':'E','userId':'" + "x".repeat(40_000) + "'}",
        "oops");

    var run = history.run("--dry-run");

    assertThat(run.out())
        .containsPattern("To send +2 events: 1 identify, 1 track")
        .containsPattern("Tracks +1 E")
        .contains("4 events would not be accepted: 3 bad_request, 1 event_not_defined")
        .containsPattern("4 +event_not_defined")
        .containsPattern("5 +bad_request")
        .containsPattern("6 +bad_request +The line is longer than an event may be")
        .containsPattern("7 +bad_request");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(relay.received()).isEmpty();
    assertThat(history.noted()).doesNotExist();
  }

  @Test
  void events_that_the_relay_refuses_are_named_by_their_lines() throws Exception {
    history.write(
        History.track(1), "{'type':'track','userId':'u1'}", History.track(3), History.track(4));
    relay.on(
        History.IMPORT,
        "{'success':true,'errors':[{'index':1,'messageId':'m3','code':'bad_request','message':'too"
            + " old'}]}");

    var run = history.run("--yes", "--json");

    JsonNode json = EventCodec.JSON.readTree(run.out());
    assertThat(json.path("accepted").asInt()).isEqualTo(2);
    assertThat(json.path("notAccepted").asInt()).isEqualTo(2);
    assertThat(json.path("faults"))
        .extracting(fault -> fault.path("line").asInt() + " " + fault.path("code").asText())
        .containsExactly("2 event_not_defined", "3 bad_request");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void a_batch_that_is_too_large_for_the_relay_is_divided() throws Exception {
    history.writeTracks(3);
    relay
        .on(
            History.IMPORT,
            413,
            "{'success':false,'code':'too_large','message':'too large'}",
            Map.of())
        .on(History.IMPORT, History.TAKEN);

    assertThat(history.run("--yes").exitCode()).isZero();
    assertThat(history.sent()).containsExactly("m1 m2 m3", "m1", "m2 m3");
  }

  @Test
  void only_the_wanted_types_are_sent() throws Exception {
    history.write(
        History.track(1), "{'type':'identify','userId':'u1','messageId':'i1'}", History.track(2));
    relay.on(History.IMPORT, History.TAKEN);

    var run = history.run("--only", "identify", "--yes");

    assertThat(history.sent()).containsExactly("i1");
    assertThat(run.out()).containsPattern("Left out +2 events");
  }

  @Test
  void the_names_of_tracks_are_those_of_tracks_only() throws Exception {
    history.write(
        "{'type':'identify','userId':'u1','event':'User Registered'}",
        "{'type':'group','userId':'u1','groupId':'g','event':'User Registered'}",
        History.track(1));

    assertThat(history.run("--only", "identify,group", "--dry-run").out())
        .containsPattern("To send +2 events: 1 group, 1 identify")
        .doesNotContain("Tracks");
    assertThat(history.run("--dry-run").out())
        .containsPattern("Tracks +1 E")
        .doesNotContain("User Registered");
  }

  @Test
  void anonymous_events_are_told_apart_because_the_relay_may_not_deliver_them() throws Exception {
    history.write(History.track(1), "{'type':'track','anonymousId':'a','event':'E'}");
    relay.on(History.IMPORT, History.TAKEN);

    var run = history.run("--yes");

    assertThat(run.out())
        .containsPattern("Accepted +2 events")
        .containsPattern("Anonymous +1 event of these")
        .contains("received before are among the accepted ones");
  }

  @Test
  void people_may_be_notified_so_it_asks_with_the_number() throws Exception {
    history.writeTracks(3);
    relay.on(History.IMPORT, History.TAKEN);

    var unattended = history.run();
    assertThat(unattended.exitCode()).isEqualTo(2);
    assertThat(unattended.err())
        .contains("Send 3 events to source default at " + relay.url(), "--yes");

    relay.terminal = true;
    relay.input = "n\n";
    assertThat(history.run().exitCode()).isEqualTo(1);
    assertThat(relay.received()).isEmpty();
  }

  @Test
  void a_wrong_write_key_ends_with_77() throws Exception {
    history.writeTracks(1);
    relay.on(
        History.IMPORT, 401, "{'success':false,'code':'unknown_source','message':'x'}", Map.of());

    var run = history.run("--yes");

    assertThat(run.exitCode()).isEqualTo(77);
    assertThat(run.err()).contains("SEGMENT_WRITE_KEY").doesNotContain("wk:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rate=0", "--batch=0", "--tries=0", "--only=page,x", "--source=none"})
  void a_command_line_that_makes_no_sense_ends_with_2(String option) throws Exception {
    history.writeTracks(1);

    assertThat(history.run("--yes", option).exitCode()).isEqualTo(2);
    assertThat(relay.run("import", "none.ndjson", "--yes").exitCode()).isEqualTo(2);
  }
}
