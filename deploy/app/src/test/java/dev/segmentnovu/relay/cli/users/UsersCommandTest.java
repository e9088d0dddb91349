package dev.segmentnovu.relay.cli.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.fixture.CannedRelay;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UsersCommandTest {

  private static final String USER =
      """
      {'source':'web','userId':'ada','state':'retrying','waiting':2,'attempts':3,'lastError':'Novu answered 503',
       'nextTryAt':'2026-11-29T15:01:00Z',
       'events':[{'messageId':'m1','type':'identify','event':null,'receivedAt':'2026-11-29T14:00:00Z'},
         {'messageId':'m2','type':'track','event':'Order Placed','receivedAt':'2026-11-29T14:00:01Z'}],
       'deadLetters':[{'id':'d1','source':'web','userId':'ada','type':'track','event':'E','reason':'unmapped',
         'message':'No workflow','attempts':0,'deadAt':'2026-11-29T13:00:00Z'}],
       'deliveries':[{'at':'2026-11-29T12:00:00Z','outcome':'delivered','messageId':'m0','type':'track',
         'event':'User Registered','workflow':'welcome','status':201,'attempts':1}]}
      """;

  private CannedRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay =
        new CannedRelay()
            .on("GET /admin/config", "{'sources':['web']}")
            .on("GET /admin/users/web/ada", USER);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void a_user_is_shown_with_waiting_events_dead_letters_and_deliveries(int columns) {
    var run = relay.runAt(columns, "users", "show", "ada");

    assertThat(run.out())
        .startsWith("User ada of web: retrying\n")
        .containsPattern("waiting +2 events")
        .containsPattern("attempts +3")
        .containsPattern("last error +Novu answered 503")
        .containsPattern("next try +15:01:00")
        .containsPattern("1 +identify")
        .containsPattern("2 +Order Placed")
        .contains("Dead letters:", "d1", "Latest deliveries:", "delivered");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= columns);
  }

  @ParameterizedTest
  @CsvSource({
    "park, wait until relay users unpark",
    "unpark, go on",
    "retry, is tried now",
    "skip, relay dlq ls"
  })
  void an_action_is_one_call_and_says_what_happens_now(String action, String said) {
    relay.on("POST /admin/users/web/ada/" + action, 204, "", Map.of());

    var run = relay.run("users", action, "ada");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("user ada of source web", said);
    assertThat(relay.lines()).endsWith("POST /admin/users/web/ada/" + action);
  }

  @Test
  void a_skip_while_a_worker_holds_the_user_ends_with_1_and_the_reason() {
    relay.refuse("POST /admin/users/web/ada/skip", 409, "A worker holds the user: try again.");

    var run = relay.run("users", "skip", "ada", "--source", "web");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("A worker holds the user: try again.\n");
  }

  @Test
  void with_several_sources_one_must_be_named() throws Exception {
    try (var several = new CannedRelay()) {
      several.on("GET /admin/config", "{'sources':['web','app']}");

      var run = several.run("users", "show", "ada");

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("--source web|app");
    }
  }

  @Test
  void forgetting_a_user_asks_with_what_is_lost() {
    relay.on(
        "DELETE /admin/users/web/ada",
        "{'source':'web','queued':2,'deadLetters':1,'deliveries':5,'rejections':0}");
    relay.terminal = true;
    relay.input = "no\n";

    var no = relay.run("users", "forget", "ada");
    assertThat(no.err())
        .contains("user ada of source web, with 2 waiting events and 1 dead letter?");
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(relay.lines()).noneMatch(line -> line.startsWith("DELETE"));

    var yes = relay.run("users", "forget", "ada", "--yes");
    assertThat(yes.out()).contains("2 waiting, 1 dead letters, 5 deliveries, 0 rejections");
    assertThat(yes.exitCode()).isZero();
  }

  @Test
  void parked_users_are_listed() {
    relay.on(
        "GET /admin/users",
        "{'items':[{'source':'web','userId':'ada','waiting':3,'parkedAt':'2026-11-29T14:00:00Z'},"
            + "{'source':'web','userId':'bob','waiting':0,'parkedAt':null}],'next':'c2'}");

    var run = relay.run("users", "ls", "--source", "web");

    assertThat(run.out())
        .containsPattern("ada +web +3 +14:00:00")
        .containsPattern("bob +web +0 +-");
    assertThat(run.err()).contains("--cursor c2");
    assertThat(relay.lines()).containsExactly("GET /admin/users?state=parked&source=web&limit=20");
  }
}
