package dev.segmentnovu.relay.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.fixture.CannedRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatusCommandTest {

  private static final String STATUS =
      """
      {'sources':[
        {'source':'web','state':'suspended','reason':'Novu refuses the key (401), in 1 of 3 workers',
         'remedy':'Set novu.apiKey (NOVU_API_KEY) to the secret key of this environment',
         'since':'2026-11-29T14:40:00Z','until':null,'nextProbe':'2026-11-29T15:00:30Z','pausedBy':null,
         'depth':12345,'due':40,'claimed':0,'retrying':2,'parked':1,'dead':7,'unmapped':3,'oldestDueSeconds':1200.5},
        {'source':'app','state':'running','reason':null,'remedy':null,'since':null,'until':null,'nextProbe':null,
         'pausedBy':null,'depth':0,'due':0,'claimed':0,'retrying':0,'parked':0,'dead':0,'unmapped':0,'oldestDueSeconds':null}],
       'workers':[{'name':'host-1/4711','version':'0.1.0','startedAt':'2026-11-28T08:00:00Z','seenAt':'2026-11-29T14:59:59Z',
         'users':3,'sources':[{'source':'web','state':'suspended'},{'source':'app','state':'running'}]}],
       'ingests':[],
       'redis':{'role':'primary','version':'7.2.4','usedBytes':536870912,'maxBytes':1073741824,'appendOnly':true,
         'lastFsyncSeconds':0.4,'memory':[{'source':'web','structure':'queue','bytes':2048},
           {'source':null,'structure':'jobs','bytes':1024}]}}
      """;

  private CannedRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = new CannedRelay().on("GET /admin/status", STATUS);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void a_source_that_delivers_nothing_has_its_reason_and_remedy_and_ends_with_1() {
    var run = relay.run("status");

    assertThat(run.out())
        .containsPattern("SOURCE +STATE +EVENTS +DUE +CLAIMED +RETRYING")
        .containsPattern("web +suspended +12,345 +40 +0 +2 +1 +7 +3 +20 min 1 s")
        .containsPattern("app +running +0 ")
        .containsPattern("why +Novu refuses the key \\(401\\), in 1 of 3 workers")
        .containsPattern("what to do +Set novu.apiKey")
        .containsPattern("since +14:40:00")
        .containsPattern("next probe +15:00:30")
        .containsPattern("commands +relay sources probe web; relay issues --source web;")
        .containsPattern(
            "host-1/4711 +0.1.0 +2026-11-28 08:00:00 +14:59:59 +3 +web suspended, app running")
        .contains("No ingest is alive: start one with ./relay ingest")
        .containsPattern("memory +512.0 MiB of 1.0 GiB \\(50 %\\)")
        .containsPattern("holds +web queue 2.0 KiB, jobs 1.0 KiB")
        .doesNotContain("app is running");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void what_no_source_can_show_has_a_place_too() throws Exception {
    try (var other = new CannedRelay()) {
      other.on(
          "GET /admin/status",
          """
          {'sources':[{'source':'web','state':'running'}],
           'workers':[{'name':'gone-1','seenAt':'2026-11-29T14:59:00Z','alive':false,
             'sources':[{'source':'web','state':'running'}]}],
           'configuration':{'file':'/etc/relay.yaml','loadedAt':'2026-11-29T14:00:00Z','valid':false,
             'problems':['sources.web.workflows: is there twice']},
           'intake':{'refused':[
             {'source':null,'code':'unauthorized','message':'No source has this write key','count':4,
              'since':'2026-11-29T14:50:00Z','lastAt':'2026-11-29T14:58:00Z'},
             {'source':'web','code':'unauthorized','message':'another secret','count':2,
              'since':'2026-11-29T14:50:00Z','lastAt':'2026-11-29T14:58:00Z'}]}}
          """);

      assertThat(other.run("status").out())
          .contains("Requests of no known source are refused")
          .containsPattern("why +No source has this write key")
          .containsPattern("how many +4")
          .containsPattern("since +14:50:00")
          .doesNotContain("another secret")
          .containsPattern("The present content of /etc/relay.yaml is refused.*14:00:00")
          .contains("sources.web.workflows: is there twice")
          .containsPattern("gone-1 .*silent: it stopped")
          .doesNotContain("web running");
    }
  }

  @ParameterizedTest
  @CsvSource({"running, 0", "rate-limited, 0", "paused, 1", "no-worker, 1", "circuit-open, 1"})
  void the_exit_code_tells_whether_all_sources_deliver(String state, int code) throws Exception {
    try (var other = new CannedRelay()) {
      other.on("GET /admin/status", "{'sources':[{'source':'web','state':'" + state + "'}]}");

      assertThat(other.run("status").exitCode()).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "paused       | 0 | 0 | 0 | 0 | [relay sources resume web]",
        "suspended    | 0 | 0 | 0 | 0 | [relay sources probe web]",
        "circuit-open | 0 | 0 | 1 | 0 | [relay sources probe web, relay issues --source web]",
        "rate-limited | 0 | 0 | 1 | 0 | []",
        "blocked      | 9 | 9 | 0 | 0 | [relay unmapped --source web]",
        "running      | 2 | 1 | 0 | 0 | [relay issues --source web, relay dlq ls --source web,"
            + " relay unmapped --source web]",
        "running      | 0 | 0 | 0 | 1 | [relay users ls --source web]",
        "no-worker    | 0 | 0 | 0 | 0 | []"
      })
  void the_commands_fit_the_state(
      String state, int dead, int unmapped, int retrying, int parked, String commands)
      throws Exception {
    String source =
        "{'source':'web','state':'%s','dead':%d,'unmapped':%d,'retrying':%d,'parked':%d}"
            .formatted(state, dead, unmapped, retrying, parked);

    assertThat(NextCommands.of(EventCodec.JSON.readTree(source.replace('\'', '"'))))
        .hasToString(commands);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void each_line_fits_the_terminal(int columns) {
    var run = relay.runAt(columns, "status");

    assertThat(run.out().lines()).allMatch(line -> line.length() <= columns);
    assertThat(run.out()).containsPattern("web +suspended +12,345");
  }

  @Test
  void json_is_the_answer_of_the_api() {
    var run = relay.run("status", "--json");

    assertThat(run.out().strip()).isEqualTo(STATUS.strip().replace('\'', '"'));
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void states_have_colours_at_a_terminal_only() {
    assertThat(relay.run("status").out()).doesNotContain("\u001b[");

    relay.terminal = true;
    assertThat(relay.run("status").out()).contains("\u001b[31msuspended", "\u001b[32mrunning");
    assertThat(relay.run("status", "--no-color").out()).doesNotContain("\u001b[");
    relay.environment.put("NO_COLOR", "1");
    assertThat(relay.run("status").out()).doesNotContain("\u001b[");
  }
}
