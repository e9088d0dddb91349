package dev.segmentnovu.ingest.admin.deadletters;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.RECEIVED;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Settlement.Next;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Replays of dead letters, over HTTP and Redis. */
final class ReplayRoutesTest {

  private static final String DEAD_LETTERS = "/admin/dead-letters";

  private final AdminFixture relay = AdminFixture.open();

  @AfterEach
  void close() {
    relay.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                     | tail
          {}                     | tail
          {"position":"tail"}    | tail
          {"position":"head"}    | head
          """)
  void a_replayed_dead_letter_is_in_its_users_list(String body, String position) {
    String id = relay.addDeadLetter("u1", "m1");
    relay.enqueue("u1", "m2", track("u1", "Later"));

    HttpResponse<String> response = replay(id, body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            """
            {"id":"%s","replayed":true,"position":"%s","expired":false,\
            "warning":"Later events of this user may already have been delivered."}"""
                .formatted(id, position));
    assertThat(replay(id, body).statusCode()).isEqualTo(404);
    List<byte[]> entries = relay.claim().entries();
    assertThat(entries).hasSize(2);
    StoredEvent back = EventCodec.decode(entries.get(position.equals("head") ? 0 : 1));
    assertThat(back.messageId()).isEqualTo("m1");
    assertThat(back.deadLetterId()).isEqualTo(id);
    assertThat(back.receivedAt()).isEqualTo(RECEIVED);
    assertThat(back.replays()).isEqualTo(1);
    assertThat(new String(back.body(), UTF_8)).isEqualTo(track("u1", "Signed Up"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T12:05:00Z, false, true, becomes a dead letter again",
    "2026-01-31T12:05:00Z, true, true, is sent all the same",
    "2999-01-01T00:00:00Z, false, false, ",
  })
  void a_replay_reports_whether_the_event_has_expired(
      String notAfter, boolean force, boolean expired, @Nullable String words) throws Exception {
    relay.enqueue("u1", "m1", track("u1", "Code Requested"));
    String id =
        relay.moveToDeadLetters(
            each ->
                each.event("Code Requested")
                    .reason("expired")
                    .deadAt(RECEIVED)
                    .details(EventCodec.JSON.createObjectNode().put("notAfter", notAfter)));

    assertThat(json(relay.call("GET", DEAD_LETTERS + "/" + id)).get("notAfter").asText())
        .isEqualTo(notAfter);
    HttpResponse<String> response = replay(id, "{\"force\":" + force + "}");

    assertThat(json(response).get("expired").booleanValue()).isEqualTo(expired);
    assertThat(json(response).get("warning").asText()).contains(words == null ? "" : words);
    assertThat(EventCodec.decode(relay.claim().entries().get(0)).forced()).isEqualTo(force);
  }

  @Test
  void an_edited_event_replaces_the_received_one() {
    String id = relay.addDeadLetter("u1", "m1");

    HttpResponse<String> response = replay(id, "{\"event\":" + track("u1", "Mended") + "}");

    assertThat(response.statusCode()).isEqualTo(200);
    StoredEvent back = EventCodec.decode(relay.claim().entries().get(0));
    assertThat(new String(back.body(), UTF_8)).isEqualTo(track("u1", "Mended"));
    assertThat(back.replays()).isEqualTo(1);
  }

  @Test
  void a_refused_replay_keeps_the_dead_letter() {
    String id = relay.addDeadLetter("u1", "m1");

    HttpResponse<String> response =
        replay(id, "{\"event\":{\"userId\":\"u2\",\"event\":\"Signed Up\"},\"when\":\"now\"}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/errors/0/where").asText()).isEqualTo("when");
    response = replay(id, "{\"event\":{\"userId\":\"u2\",\"event\":\"Signed Up\"}}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/errors/0/where").asText()).isEqualTo("event.userId");
    assertThat(replay(id, "{\"posi").statusCode()).isEqualTo(400);

    assertThat(total("")).isEqualTo(1);
  }

  @Test
  void a_replay_to_the_head_is_refused_while_the_head_is_being_delivered() {
    String id = relay.addDeadLetter("u1", "m1");
    relay.enqueue("u1", "m2", track("u1", "Later"));
    ClaimedUser claimed = relay.claim();

    HttpResponse<String> response = replay(id, "{\"position\":\"head\"}");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(json(response).get("title").asText()).isEqualTo("Conflict");
    relay.settle(claimed, new Next.Release());
    assertThat(replay(id, "{\"position\":\"head\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void the_audit_log_has_each_change_and_names_no_user() {
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    var audit = (Logger) LoggerFactory.getLogger("dev.segmentnovu.audit");
    audit.addAppender(log);
    String first = relay.addDeadLetter("ursula", "m1");
    String second = relay.addDeadLetter("ursula", "m2");
    String third = relay.addDeadLetter("ursula", "m3");

    relay.call("GET", DEAD_LETTERS + "/" + first);
    relay.call("DELETE", DEAD_LETTERS + "/" + first);
    relay.call("DELETE", DEAD_LETTERS + "/" + first);
    replay(second, "{}");
    replay(third, "{\"event\":" + track("ursula", "Mended") + "}");
    audit.detachAppender(log);

    String about =
        " by=- role=operator remote=127.0.0.1 source=" + relay.source + " subject=%s details={}";
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "action=show-personal-data" + about.formatted(first),
            "action=delete" + about.formatted(first),
            "action=replay" + about.formatted(second),
            "action=replay-edited" + about.formatted(third));
  }

  private int total(String query) {
    return json(relay.call("GET", DEAD_LETTERS + query)).get("total").asInt();
  }

  private HttpResponse<String> replay(String id, String body) {
    return relay.call(
        "POST", DEAD_LETTERS + "/" + id + "/replay", body, "Content-Type", "application/json");
  }
}
