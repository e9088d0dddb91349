package dev.segmentnovu.relay.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.fixture.CannedRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small commands: events, sources, failures in groups, jobs, alerts. */
final class ReadingCommandsTest {

  private static final String ISSUES =
      "{'items':[{'id':'i1','source':'web','workflow':'welcome','reason':'rejected','status':400,'message':'payload"
          + " is missing required key(s) and type(s): orderId (String)','count':1200,"
          + "'retries':3,'users':900,'firstSeen':'2026-11-28T10:00:00Z','lastSeen':'2026-11-29T14:00:00Z',"
          + "'sample':'d1','acknowledgedBy':null,'acknowledgedAt':null}]}";

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
  void a_waiting_event_is_shown_with_its_place_and_its_last_error() {
    relay.on(
        "GET /admin/events/m%201",
        "{'messageId':'m"
            + " 1','state':'waiting','source':'web','userId':'ada','type':'track','event':'E',"
            + "'reason':null,'receivedAt':'2026-11-29T14:00:00Z','position':1,'attempts':2,'lastError':'Novu"
            + " answered 503','nextTryAt':'2026-11-29T15:00:10Z','deliveredAt':null,"
            + "'request':null,'status':null,'deadLetterId':null}");
    relay.on("GET /admin/status", "{'sources':[{'source':'web','state':'running','reason':'x'}]}");

    var run = relay.run("event", "m 1", "--source", "web");

    assertThat(run.out())
        .startsWith("Event m 1: waiting\n")
        .containsPattern("position +1")
        .containsPattern("last error +Novu answered 503")
        .containsPattern("next try +15:00:10")
        .doesNotContain("delivered", "status", "dead letter", "web is running");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void a_waiting_event_is_explained_by_the_state_of_its_source() {
    relay.on("GET /admin/events/m1", "{'messageId':'m1','state':'waiting','source':'web'}");
    relay.on(
        "GET /admin/status",
        "{'sources':[{'source':'app','state':'paused','reason':'other'},{'source':'web',"
            + "'state':'no-worker','reason':'No worker runs','remedy':'Start relay worker'}]}");

    assertThat(relay.run("event", "m1").out())
        .contains("web is no-worker", "No worker runs", "Start relay worker")
        .doesNotContain("app");
  }

  @Test
  void a_delivered_event_is_shown_with_its_request_and_a_dead_one_with_its_dead_letter() {
    relay.on(
        "GET /admin/events/m1",
        "{'messageId':'m1','state':'delivered','deliveredAt':'2026-11-29T14:00:00Z','status':201,"
            + "'request':{'method':'POST','path':'/v1/events/trigger'},'transactionId':'t1'}");
    relay.on("GET /admin/events/m2", "{'messageId':'m2','state':'dead','deadLetterId':'d1'}");

    assertThat(relay.run("event", "m1").out())
        .containsPattern("request +POST /v1/events/trigger")
        .containsPattern("transaction +t1");
    assertThat(relay.run("event", "m2").out()).contains("d1 (relay dlq show d1)");
  }

  @Test
  void an_unknown_event_ends_with_1_and_says_how_far_back_is_known() {
    relay.on(
        "GET /admin/events/m1",
        "{'messageId':'m1','state':'unknown','knownSince':'2026-11-29T09:30:00Z'}");

    var run = relay.run("event", "m1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("reaches back to 09:30:00", "relay status and relay rejections say why");
  }

  @Test
  void sources_are_listed_paused_and_resumed() {
    relay.on(
        "GET /admin/sources",
        "{'items':[{'source':'web','state':'paused','pausedBy':'ops','pausedAt':'2026-11-29T14:00:00Z',"
            + "'novuUrl':'https://api.novu.co','workflows':3,'rules':1}]}");
    relay.on(
        "POST /admin/sources/web/pause",
        "{'source':'web','state':'paused','pausedBy':'ops','pausedAt':'2026-11-29T14:00:00Z'}");
    relay.on("POST /admin/sources/web/resume", "{'source':'web','state':'running'}");

    assertThat(relay.run("sources", "ls").out())
        .containsPattern("web +paused +ops +14:00:00 +https://api.novu.co +3 +1");
    assertThat(relay.run("sources", "pause", "web", "--reason", "wrong \"text\"").out())
        .contains("paused since 14:00:00 by ops", "relay sources resume web");
    assertThat(relay.run("sources", "resume", "web").out()).contains("Source web is running again");
    assertThat(relay.received().get(1).body()).isEqualTo("{\"reason\":\"wrong \\\"text\\\"\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "true, 200, 0, ✓ web: Novu answers 200 after 120 ms",
    "false, 401, 1, ✗ web: Novu answers 401 after 120 ms: key",
    "false, null, 1, ✗ web: no answer of Novu after 120 ms: key"
  })
  void a_probe_shows_what_novu_answers(boolean ok, String status, int code, String said) {
    relay.on(
        "POST /admin/sources/web/probe",
        "{'source':'web','ok':%s,'status':%s,'message':'%s','tookMillis':120}"
            .formatted(ok, status, ok ? "" : "key"));

    var run = relay.run("sources", "probe", "web");

    assertThat(run.out()).startsWith(said);
    assertThat(run.exitCode()).isEqualTo(code);
  }

  @Test
  void unmapped_events_are_listed_with_the_lines_that_the_file_lacks() {
    relay.on(
        "GET /admin/unmapped",
        "{'items':[{'source':'web','event':'Order"
            + " Placed','count':4213,'firstSeen':'2026-11-28T10:00:00Z',"
            + "'lastSeen':'2026-11-29T14:00:00Z','deadLetters':4000,'line':'      \\u0022Order"
            + " Placed\\u0022: WORKFLOW-ID'}]}");

    var run = relay.run("unmapped", "--source", "web");

    assertThat(relay.lines()).containsExactly("GET /admin/unmapped?source=web");
    assertThat(run.out())
        .containsPattern("Order Placed +web +4,213 +4,000 +2026-11-28 10:00:00 +14:00:00")
        .endsWith("under workflows of the source:\n      \"Order Placed\": WORKFLOW-ID\n");
  }

  @Test
  void a_masked_name_has_no_line_because_it_would_match_no_event() {
    relay.on(
        "GET /admin/unmapped",
        "{'items':[{'source':'web','event':'Code 55***','count':1,'firstSeen':null,"
            + "'lastSeen':null,'deadLetters':1,'line':'      Code 55***: WORKFLOW-ID'}]}");

    var run = relay.run("unmapped");

    assertThat(run.out()).endsWith("under workflows of the source:\n");
    assertThat(run.err()).contains("1 line left out", "--reveal");
    assertThat(relay.run("unmapped", "--reveal").out()).endsWith("Code 55***: WORKFLOW-ID\n");
  }

  @Test
  void a_name_that_is_mapped_by_now_has_the_command_that_sends_its_dead_letters() {
    relay.on(
        "GET /admin/unmapped",
        "{'items':[{'source':'web','event':'Order Placed','count':3,'firstSeen':null,"
            + "'lastSeen':null,'deadLetters':3,'mapped':true,'line':null}]}");

    assertThat(relay.run("unmapped").out())
        .contains("Mapped since: Order Placed.", "relay dlq replay --reason unmapped")
        .doesNotContain("WORKFLOW-ID", "Add the ones you want");
  }

  @Test
  void the_names_beyond_the_bound_are_one_line_without_a_line_for_the_file() {
    relay.on(
        "GET /admin/unmapped",
        "{'items':[{'source':'web','event':null,'count':7,'firstSeen':'2026-11-29T14:00:00Z',"
            + "'lastSeen':'2026-11-29T14:00:00Z','deadLetters':null,'line':null}]}");

    assertThat(relay.run("unmapped").out())
        .containsPattern("\\(others\\) +web +7 +-")
        .doesNotContain("under workflows of the source");
  }

  @ParameterizedTest
  @CsvSource({
    "dlq ls, /admin/dead-letters?limit=20",
    "users ls, /admin/users?state=parked&limit=20",
    "unmapped, /admin/unmapped?",
    "issues --all, /admin/issues?"
  })
  void personal_data_is_asked_for_only_with_reveal(String command, String path) {
    relay.on("GET " + path.replaceAll("\\?.*", ""), "{'items':[],'total':0}");

    var masked = relay.run(command.split(" "));
    var revealed = relay.run((command + " --reveal").split(" "));

    assertThat(masked.exitCode()).isZero();
    assertThat(revealed.exitCode()).isZero();
    assertThat(relay.lines())
        .containsExactly(
            "GET " + path.replaceAll("\\?$", ""),
            "GET " + path + (path.endsWith("?") ? "" : "&") + "reveal=true");
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void issues_are_listed_and_fit_the_terminal(int columns) {
    relay.on("GET /admin/issues", ISSUES);

    var run = relay.runAt(columns, "issues");

    assertThat(run.out()).contains("i1", "1,200", "rejected");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= columns);
    assertThat(relay.lines()).containsExactly("GET /admin/issues?acknowledged=false");
  }

  @Test
  void an_issue_is_acknowledged() {
    relay.on("POST /admin/issues/i1/acknowledge", "{'id':'i1'}");

    assertThat(relay.run("issues", "--acknowledge", "i1").out()).contains("i1 is acknowledged");
  }

  @Test
  void jobs_are_listed_shown_and_cancelled() {
    String job =
        "{'id':'j1','state':'running','action':'replay','total':10,'acted':4,'failures':1,'left':6,"
            + "'perSecond':2.0,'secondsLeft':3.0,'createdBy':'ops','createdAt':'2026-11-29T14:00:00Z',"
            + "'finishedAt':null,'report':null}";
    relay.on("GET /admin/jobs", "{'items':[" + job + "]}");
    relay.on("GET /admin/jobs/j1", job);
    relay.on("POST /admin/jobs/j1/cancel", job);

    assertThat(relay.run("jobs", "ls").out())
        .containsPattern("j1 +replay +running +4 +10 +1 +3 s +14:00:00 +ops");
    assertThat(relay.run("jobs", "show", "j1").out())
        .containsPattern("Rate +2 per second")
        .containsPattern("Left +3 s");
    assertThat(relay.run("jobs", "cancel", "j1").out()).contains("Job j1 is cancelled");
    assertThat(relay.run("jobs", "ls", "--json").out()).startsWith("{\"items\":[");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "{'receivers':[{'name':'ops','delivered':true,'status':200,'error':null}]}; 0; ✓ ops answers 200",
        "{'receivers':[{'name':'ops','delivered':false,'status':null,'error':'refused'}]}; 1; ✗ ops:"
            + " refused",
        "{'receivers':[]}; 1; No receiver is configured"
      })
  void a_test_alert_shows_which_receivers_took_it(String answer, int code, String said) {
    relay.on("POST /admin/alerts/test", answer);

    var run = relay.run("alerts", "test");

    assertThat(run.out()).startsWith(said);
    assertThat(run.exitCode()).isEqualTo(code);
  }
}
