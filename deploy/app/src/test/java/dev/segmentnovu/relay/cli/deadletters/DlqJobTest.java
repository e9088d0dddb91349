package dev.segmentnovu.relay.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.fixture.CannedRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work on all dead letters that match a filter. */
final class DlqJobTest {

  private static final String PLAN =
      "{'count':4213,'samples':[{'id':'a','source':'web','userId':'ada','type':'track','event':'E','reason':'unmapped','message':'No"
          + " workflow','attempts':0,'deadAt':'2026-11-29T14:00:01Z',"
          + "'wouldSend':[{'method':'POST','path':'/v1/events/trigger','body':{'name':'welcome'}}]}]}";

  @TempDir private Path directory;

  private CannedRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = new CannedRelay();
    relay.on("POST /admin/jobs", PLAN).on("POST /admin/jobs", 202, job("running", 0), Map.of());
    relay
        .on("GET /admin/jobs/j1", job("running", 0))
        .on("GET /admin/jobs/j1", job("running", 2_000))
        .on("GET /admin/jobs/j1", job("done", 4_213));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private static String job(String state, int acted) {
    return ("{'id':'j1','state':'%s','action':'replay','total':4213,'acted':%d,'failures':0,'left':%d,"
            + "'perSecond':50.0,'secondsLeft':2.0,'createdBy':'ops','createdAt':'2026-11-29T15:00:00Z',"
            + "'finishedAt':null,'report':{'replayed':%d}}")
        .formatted(state, acted, 4_213 - acted, acted);
  }

  @Test
  void a_replay_by_a_filter_shows_the_plans_count_asks_and_follows_the_job() {
    relay.terminal = true;
    relay.input = "yes\n";

    var run =
        relay.run("dlq replay --reason unmapped --mapping current --rate 50 --no-color".split(" "));

    assertThat(run.err())
        .contains("Replay 4,213 dead letters (reason=unmapped)? [y/N]", "relay jobs cancel j1");
    assertThat(run.out()).containsPattern("State +done").containsPattern("Done +4,213 of 4,213");
    assertThat(run.exitCode()).isZero();
    assertThat(relay.lines())
        .containsExactly(
            "POST /admin/jobs",
            "POST /admin/jobs",
            "GET /admin/jobs/j1",
            "GET /admin/jobs/j1",
            "GET /admin/jobs/j1");
    String body =
        "{\"action\":\"replay\",\"filter\":{\"reason\":\"unmapped\"},\"ratePerSecond\":50,"
            + "\"position\":\"tail\",\"mapping\":\"current\"";
    assertThat(relay.received().get(0).body()).isEqualTo(body + ",\"dryRun\":true}");
    assertThat(relay.received().get(1).body()).isEqualTo(body + "}");
  }

  @Test
  void progress_is_lines_outside_a_terminal() {
    var run = relay.run("dlq", "replay", "--all", "--yes");

    assertThat(run.err())
        .contains("replay: 2,000 of 4,213 dead letters (47 %)")
        .contains("replay: 4,213 of 4,213 dead letters (100 %)");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void a_job_is_followed_further_after_an_answer_is_missing() throws Exception {
    try (var other = new CannedRelay()) {
      other.on("POST /admin/jobs", PLAN).on("POST /admin/jobs", job("running", 0));
      other
          .on("GET /admin/jobs/j1", job("running", 0))
          .refuse("GET /admin/jobs/j1", 503, "Redis is away.")
          .on("GET /admin/jobs/j1", job("done", 4_213));

      assertThat(other.run("dlq", "replay", "--all", "--yes").exitCode()).isZero();
    }
  }

  @Test
  void a_no_starts_no_job() {
    relay.terminal = true;
    relay.input = "\n";

    var run = relay.run("dlq", "discard", "--event", "E");

    assertThat(run.err()).contains("Delete for good 4,213 dead letters (event=E)?");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(relay.received()).hasSize(1);
  }

  @Test
  void without_a_terminal_a_job_needs_yes() {
    var run = relay.run("dlq", "replay", "--all");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Replay 4,213 dead letters (all)?", "--yes");
    assertThat(relay.received()).hasSize(1);
  }

  @Test
  void a_dry_run_shows_what_would_be_sent_and_starts_no_job() {
    var run = relay.run("dlq", "replay", "--reason", "unmapped", "--dry-run");

    assertThat(run.out())
        .contains("a would send POST /v1/events/trigger {\"name\":\"welcome\"}")
        .contains("The replay would act on 4,213 dead letters (reason=unmapped)");
    assertThat(run.exitCode()).isZero();
    assertThat(relay.received()).hasSize(1);
  }

  @Test
  void a_filter_that_matches_nothing_starts_no_job() throws Exception {
    try (var empty = new CannedRelay()) {
      empty.on("POST /admin/jobs", "{'count':0,'samples':[]}");

      var run = empty.run("dlq", "replay", "--user", "nobody");

      assertThat(run.err()).contains("No dead letter matches (userId=nobody)");
      assertThat(run.exitCode()).isZero();
      assertThat(empty.received()).hasSize(1);
    }
  }

  @Test
  void a_job_that_was_cancelled_ends_with_1() throws Exception {
    try (var other = new CannedRelay()) {
      other.on("POST /admin/jobs", PLAN).on("POST /admin/jobs", job("running", 0));
      other.on("GET /admin/jobs/j1", job("cancelled", 7));

      var run = other.run("dlq", "replay", "--all", "--yes");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).containsPattern("State +cancelled").containsPattern("Done +7 of 4,213");
    }
  }

  @Test
  void dead_letters_that_stay_are_explained_with_examples() throws Exception {
    try (var other = new CannedRelay()) {
      other.on("POST /admin/jobs", PLAN).on("POST /admin/jobs", job("running", 0));
      other.on(
          "GET /admin/jobs/j1",
          "{'id':'j1','state':'done','total':5,'acted':2,'failures':2,'report':{'acted':2,'gone':1,"
              + "'busyRetries':0,'failures':[{'code':'nothing-stored','message':'No request is"
              + " stored.','count':2,'examples':['a','b']}]}}");

      var run = other.run("dlq", "replay", "--all", "--mapping", "stored", "--yes");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out())
          .containsPattern("Gone +1, handled by others")
          .endsWith("✗ 2 failures: No request is stored. For example a, b\n")
          .doesNotContain("busyRetries", "[");
    }
  }

  @Test
  void force_is_for_jobs_too() {
    var unused = relay.run("dlq", "replay", "--all", "--force", "--yes");

    assertThat(relay.received().get(0).body()).contains("\"force\":true");
  }

  @Test
  void an_export_prints_the_result_of_its_job() {
    relay.on("GET /admin/jobs/j1/result", "{'id':'ä'}\n{'id':'b'}\n");

    assertThat(relay.run("dlq", "export", "--all", "--yes").out())
        .isEqualTo("{\"id\":\"ä\"}\n{\"id\":\"b\"}\n");
  }

  @Test
  void an_export_to_a_file_replaces_it_when_it_is_complete() throws Exception {
    relay.on("GET /admin/jobs/j1/result", "{'id':'ä'}\n{'id':'b'}\n");
    Path file = Files.writeString(directory.resolve("out.ndjson"), "old");

    var run = relay.run("dlq", "export", "--all", "--yes", "-o", file.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readString(file)).isEqualTo("{\"id\":\"ä\"}\n{\"id\":\"b\"}\n");
    assertThat(run.err()).contains(file + " has 4,213 dead letters");
    assertThat(directory.toFile().list()).containsExactly("out.ndjson");
  }

  @Test
  void an_export_that_breaks_off_leaves_the_file_as_it_was() throws Exception {
    Path file = Files.writeString(directory.resolve("out.ndjson"), "old");
    relay.refuse("GET /admin/jobs/j1/result", 503, "Redis is away.");

    var run = relay.run("dlq", "export", "--all", "--yes", "-o", file.toString());

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(Files.readString(file)).isEqualTo("old");
    assertThat(directory.toFile().list()).containsExactly("out.ndjson");
  }
}
