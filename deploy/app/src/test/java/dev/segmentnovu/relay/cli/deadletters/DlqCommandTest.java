package dev.segmentnovu.relay.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.fixture.CannedRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single dead letters; {@link DlqJobTest} has those of a filter. */
final class DlqCommandTest {

  private static final String ITEM =
      "{'id':'01HF-a','previousId':null,'source':'web','userId':'ada','messageId':'m1','type':'track','event':'Order"
          + " Placed','reason':'rejected','message':'payload is missing required key(s) and"
          + " type(s): orderId"
          + " (String)','status':400,'attempts':1,'firstAttemptAt':'2026-11-29T14:00:00Z',"
          + "'deadAt':'2026-11-29T14:00:01Z','replays':0";

  @TempDir private Path directory;

  private CannedRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = new CannedRelay();
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void a_list_shows_the_total_and_how_to_see_more() {
    relay.on("GET /admin/dead-letters", "{'items':[" + ITEM + "}],'next':'c2','total':4213}");

    var run = relay.run("dlq", "ls", "--reason", "rejected", "--since", "1h", "--limit", "1");

    assertThat(relay.lines())
        .containsExactly("GET /admin/dead-letters?reason=rejected&since=1h&limit=1");
    assertThat(run.out())
        .containsPattern("01HF-a +14:00:01 +web +ada +Order Placed +rejected +400 +1 +payload is")
        .contains("rejected");
    assertThat(run.err()).contains("1 of 4,213 dead letters", "More with --cursor c2");
    assertThat(run.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void a_list_fits_the_terminal_and_keeps_ids_and_reasons_whole(int columns) {
    relay.on("GET /admin/dead-letters", "{'items':[" + ITEM + "}],'next':null,'total':1}");

    var run = relay.runAt(columns, "dlq", "ls");

    assertThat(run.out().lines()).allMatch(line -> line.length() <= columns);
    assertThat(run.out()).contains("01HF-a", "rejected", "orderId");
  }

  @Test
  void times_of_a_list_are_local_and_those_of_json_are_instants() {
    relay.zone = ZoneId.of("Asia/Tokyo");
    relay.on("GET /admin/dead-letters", "{'items':[" + ITEM + "}],'next':null,'total':1}");

    assertThat(relay.run("dlq", "ls").out()).contains("2026-11-29 23:00:01");
    assertThat(relay.run("dlq", "ls", "--json").out()).contains("2026-11-29T14:00:01Z");
  }

  @Test
  void a_dead_letter_is_shown_with_event_request_answer_and_attempts() {
    relay.on(
        "GET /admin/dead-letters/01HF-a",
        ITEM
            + ",'receivedAt':'2026-11-29T13:59:59Z','received':{'type':'track','userId':'ada'},"
            + "'request':{'method':'POST','path':'/v1/events/trigger'},'response':{'status':400},"
            + "'history':[{'at':'2026-11-29T14:00:00Z','status':503}]}");

    var run = relay.run("dlq", "show", "01HF-a");

    assertThat(run.out())
        .containsPattern("User +ada")
        .containsPattern("Event +track \"Order Placed\"")
        .contains("The event as received:", "The request to Novu:", "Novu's answer:")
        .contains("Attempts before:", "/v1/events/trigger", "503");
  }

  @Test
  void dead_letters_with_ids_are_replayed_one_by_one() {
    String answer =
        "{'id':'a','replayed':true,'position':'head','expired':false,'warning':'Later.'}";
    relay.on("POST /admin/dead-letters/a/replay", answer);
    relay.refuse("POST /admin/dead-letters/b/replay", 404, "There is no such dead letter.");
    relay.on("POST /admin/dead-letters/c/replay", answer);

    var run = relay.run("dlq", "replay", "a", "b", "c", "--position", "head", "--force");

    assertThat(relay.received())
        .extracting(CannedRelay.Received::body)
        .containsOnly("{\"position\":\"head\",\"force\":true}");
    assertThat(run.out()).contains("✓ a is replayed. Later.", "✓ c is replayed.");
    assertThat(run.err()).contains("✗ b: There is no such dead letter.");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void a_single_replay_maps_again_unless_the_stored_request_is_wanted() {
    relay.on("POST /admin/dead-letters/a/replay", "{'warning':'Later.'}");

    var run = relay.run("dlq", "replay", "a", "--mapping", "current", "--position", "head");

    assertThat(run.out()).contains("✓ a is replayed. Later.");
    assertThat(relay.received().get(0).body()).isEqualTo("{\"position\":\"head\"}");
  }

  @Test
  void a_stored_request_is_replayed_by_a_job_for_this_dead_letter_only() {
    relay
        .on("POST /admin/jobs", "{'id':'j1','state':'running'}")
        .on("GET /admin/jobs/j1", "{'id':'j1','state':'done','total':1,'acted':1,'failures':0}");

    var run =
        relay.run(
            "dlq", "replay", "01HF-a", "--mapping", "stored", "--position", "head", "--force");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("✓ 01HF-a is replayed with the stored request.");
    assertThat(run.exitCode()).isZero();
    assertThat(relay.received().get(0).body())
        .isEqualTo(
            "{\"action\":\"replay\",\"mapping\":\"stored\",\"position\":\"head\",\"ids\":[\"01HF-a\"],"
                + "\"force\":true}");
  }

  @Test
  void a_stored_request_of_a_dead_letter_that_is_gone_is_not_replayed() {
    relay
        .on("POST /admin/jobs", "{'id':'j1','state':'running'}")
        .on(
            "GET /admin/jobs/j1",
            "{'id':'j1','state':'done','total':1,'acted':0,'failures':0,"
                + "'report':{'gone':1,'failures':[]}}");

    var run = relay.run("dlq", "replay", "01HF-a", "--mapping", "stored");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("✗ 01HF-a: there is no dead letter of this id");
  }

  @Test
  void a_stored_request_that_is_missing_is_said_with_the_relays_words() {
    relay
        .on("POST /admin/jobs", "{'id':'j1','state':'running'}")
        .on(
            "GET /admin/jobs/j1",
            "{'id':'j1','state':'done','total':1,'acted':0,'failures':1,'report':{'failures':["
                + "{'code':'nothing-stored','message':'No request is stored.'}]}}");

    var run = relay.run("dlq", "replay", "01HF-a", "--mapping", "stored");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("✗ 01HF-a: No request is stored.");
  }

  @Test
  void a_stored_request_cannot_be_edited() throws Exception {
    Path edit = Files.writeString(directory.resolve("e.json"), "{}");

    var run = relay.run("dlq", "replay", "a", "--mapping", "stored", "--edit", edit.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(relay.received()).isEmpty();
  }

  @Test
  void an_edited_event_replaces_the_received_one() throws Exception {
    Path edit = Files.writeString(directory.resolve("e.json"), "{\"type\":\"track\"}");
    relay.on("POST /admin/dead-letters/a/replay", "{'warning':'Later.'}");

    assertThat(relay.run("dlq", "replay", "a", "--edit", edit.toString()).exitCode()).isZero();
    assertThat(relay.received().get(0).body())
        .isEqualTo("{\"position\":\"tail\",\"event\":{\"type\":\"track\"}}");

    Files.writeString(edit, "[1]");
    assertThat(relay.run("dlq", "replay", "a", "--edit", edit.toString()).exitCode()).isEqualTo(2);
    Files.writeString(edit, "{");
    assertThat(relay.run("dlq", "replay", "a", "--edit", edit.toString()).exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "--reason=unmapped"})
  void a_file_to_edit_with_that_cannot_be_read_ends_with_2(String what) {
    for (Path file : List.of(directory.resolve("none.json"), directory)) {
      var run = relay.run("dlq", "replay", what, "--edit", file.toString());

      assertThat(run.err()).startsWith("--edit: the file " + file + " cannot be read");
      assertThat(run.exitCode()).isEqualTo(2);
    }
    assertThat(relay.received()).isEmpty();
  }

  @Test
  void a_discard_asks_with_the_number_and_a_no_changes_nothing() {
    relay.on("DELETE /admin/dead-letters/a", 204, "", Map.of());
    relay.on("DELETE /admin/dead-letters/b", 204, "", Map.of());
    relay.terminal = true;
    relay.input = "n\n";

    var no = relay.run("dlq", "discard", "a", "b");
    assertThat(no.err()).contains("Delete for good 2 dead letters? [y/N]", "Nothing was changed.");
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(relay.received()).isEmpty();

    relay.input = "y\n";
    var yes = relay.run("dlq", "discard", "a", "b");
    assertThat(yes.out()).contains("✓ a is deleted", "✓ b is deleted");
    assertThat(relay.lines())
        .containsExactly("DELETE /admin/dead-letters/a", "DELETE /admin/dead-letters/b");
  }

  @Test
  void without_a_terminal_a_discard_needs_yes() {
    relay.on("DELETE /admin/dead-letters/a", 204, "", Map.of());

    var refused = relay.run("dlq", "discard", "a");
    assertThat(refused.err()).contains("Delete for good 1 dead letter?", "--yes");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(relay.received()).isEmpty();

    assertThat(relay.run("dlq", "discard", "a", "--yes").exitCode()).isZero();
    assertThat(relay.received()).hasSize(1);
  }

  @Test
  void an_export_of_ids_is_one_object_a_line() {
    relay.on("GET /admin/dead-letters/a", "{'id':'a','n':1.10}");
    relay.on("GET /admin/dead-letters/b", "{'id':'b'}");

    assertThat(relay.run("dlq", "export", "a", "b").out())
        .isEqualTo("{\"id\":\"a\",\"n\":1.10}\n{\"id\":\"b\"}\n");
    assertThat(relay.run("dlq", "export", "a", "--json").out())
        .isEqualTo("{\"id\":\"a\",\"n\":1.10}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replay",
        "discard",
        "export",
        "replay a --all",
        "replay a --reason x",
        "replay --all --reason x",
        "replay a --dry-run",
        "replay a --mapping never",
        "replay --all --rate 0",
        "replay a --position middle",
        "export a --output f"
      })
  void a_command_line_that_makes_no_sense_ends_with_2_and_changes_nothing(String command) {
    var run = relay.run(("dlq " + command).split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(relay.received()).isEmpty();
  }
}
