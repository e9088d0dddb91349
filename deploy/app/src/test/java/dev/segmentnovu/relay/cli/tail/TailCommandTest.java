package dev.segmentnovu.relay.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.fixture.CannedRelay;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TailCommandTest {

  private static final String DELIVERY =
      "{'at':'2026-11-29T14:59:58Z','source':'web','userId':'ada','messageId':'m1','type':'track','event':'User"
          + " Registered','outcome':'delivered','reason':null,'workflow':'welcome',"
          + "'method':'POST','path':'/v1/events/trigger','status':201,'transactionId':'t','attempts':1,"
          + "'tookMillis':35}";

  private static final String LIVE =
      """
      : a comment

      event: failure
      data: {'id':'f1','source':'web','workflow':'welcome','reason':'exhausted','status':503,'message':'Novu is away','count':0,'retries':2,'users':1,'lastSeen':'2026-11-29T14:59:59Z'}

      event: dead
      data: {'id':'d1','deadAt':'2026-11-29T15:00:00Z','source':'app','userId':'eve','type':'identify','event':null,'reason':'rejected','message':'bad email','status':422}

      event: rejected
      data: {'at':'2026-11-29T15:00:01Z','source':'web','code':'no_user_anon_id','message':'no id','messageId':'m9','userId':null}

      event: state
      data: {'source':'web','state':'paused','reason':'by ops','since':'2026-11-29T15:00:02Z'}

      """;

  private CannedRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay =
        new CannedRelay()
            .on("GET /admin/deliveries", "{'items':[" + DELIVERY + "],'next':null}").stream(
                "GET /admin/live", response -> write(response, LIVE));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private static void write(HttpServerResponse response, String text) {
    response.putHeader("Content-Type", "text/event-stream").setChunked(true);
    response.write(text.replace('\'', '"'));
  }

  @Test
  void the_latest_deliveries_are_followed_by_what_happens() {
    var run = relay.run("tail", "--count", "4");

    assertThat(run.out().lines())
        .containsExactly(
            "14:59:58  delivered     web user ada track \"User Registered\" → welcome, POST"
                + " /v1/events/trigger → 201 after 35 ms",
            "14:59:59  failed        web → welcome: Novu is away (Novu answered 503); retried 2"
                + " times, 0 dead letters, 1 user",
            "15:00:00  dead          app user eve identify: rejected: bad email (Novu answered"
                + " 422); relay dlq show d1",
            "15:00:01  rejected      web: no_user_anon_id: no id",
            "15:00:02  paused        web: by ops");
    assertThat(run.exitCode()).isZero();
    assertThat(relay.lines())
        .containsExactlyInAnyOrder("GET /admin/live", "GET /admin/deliveries?limit=10");
  }

  @Test
  void what_novu_answered_is_said_once() {
    relay.stream(
        "GET /admin/live",
        response ->
            write(
                response,
                """
                event: failure
                data: {'source':'web','status':503,'message':'Novu answered 503: away','retries':1,'count':2,'users':3}

                event: dead
                data: {'source':'web','reason':'rejected','message':'Novu answered 422: bad','status':422}

                """));

    assertThat(relay.run("tail", "--last", "0", "--count", "2").out().lines())
        .satisfiesExactly(
            failed ->
                assertThat(failed)
                    .endsWith(
                        "web: Novu answered 503: away; retried 1 time, 2 dead letters, 3 users"),
            dead -> assertThat(dead).endsWith("web: rejected: Novu answered 422: bad"));
  }

  @Test
  void counts_are_words_and_come_only_if_they_are_wanted() {
    relay.stream(
        "GET /admin/live",
        response ->
            write(
                response,
                """
                event: counts
                data: {'source':'web','at':'2026-11-29T15:00:00Z','received':1200,'rejected':0,'dead':2}

                event: state
                data: {'source':'web','state':'running','reason':null,'since':null}

                """));

    assertThat(relay.run("tail", "--last", "0", "--count", "1").out())
        .isEqualTo("15:00:00  running       web\n");
    assertThat(relay.run("tail", "--last", "0", "--count", "1", "--only", "counts").out())
        .isEqualTo("15:00:00  counts        web: received 1,200, dead 2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--only dead,state --source app", "--user eve --last 0", "--only DEAD --last 0"})
  void filters_leave_out_what_does_not_match(String options) {
    var run = relay.run(("tail --count 1 " + options).split(" "));

    assertThat(run.out().lines()).singleElement().asString().contains("user eve");
  }

  @Test
  void json_is_one_object_a_line() {
    var run = relay.run("tail", "--last", "0", "--count", "1", "--json", "--only", "state");

    assertThat(run.out())
        .isEqualTo(
            "{\"kind\":\"state\",\"data\":{\"source\":\"web\",\"state\":\"paused\",\"reason\":\"by"
                + " ops\",\"since\":\"2026-11-29T15:00:02Z\"}}\n");
  }

  @Test
  void a_lost_connection_is_said_and_made_again() {
    var connections = new AtomicInteger();
    relay.stream(
        "GET /admin/live",
        response -> {
          if (connections.getAndIncrement() == 0) {
            response.putHeader("Content-Type", "text/event-stream").setChunked(true);
            response.write(": hello\n\n").onSuccess(sent -> response.reset());
          } else {
            write(response, LIVE);
          }
        });

    var run = relay.run("tail", "--last", "0", "--count", "1");

    assertThat(run.err()).contains("The connection to the relay is lost");
    assertThat(run.out()).contains("Novu is away");
    assertThat(connections).hasValue(2);
  }

  @Test
  void a_refusal_ends_it() {
    relay.stream("GET /admin/live", response -> response.setStatusCode(401).end("{}"));

    var run = relay.run("tail", "--last", "0");

    assertThat(run.exitCode()).isEqualTo(77);
    assertThat(run.err()).contains("RELAY_ADMIN_TOKEN");
  }

  @Test
  void reveal_is_asked_of_the_past_and_of_the_stream() {
    var unused = relay.run("tail", "--count", "1", "--reveal");

    assertThat(relay.lines())
        .containsExactlyInAnyOrder(
            "GET /admin/live?reveal=true", "GET /admin/deliveries?limit=10&reveal=true");
  }
}
