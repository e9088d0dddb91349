package dev.segmentnovu.ingest.admin.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.testing.Events;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayRequestTest {

  private static final String DEAD_LETTER_ID = "web.0.l";

  private static final String BODY = "{\"userId\":\"u1\",\"event\":\"A\"}";

  private static final StoredEvent STORED =
      Events.of(EventType.TRACK, BODY).messageId("m1").replays(2).stored();

  private static ParseResult<ReplayRequest> parse(String body) {
    return ReplayRequest.parse(body.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                | TAIL |         | false
          {}                                | TAIL |         | false
          {"position":"tail"}               | TAIL |         | false
          {"position":"head"}               | HEAD |         | false
          {"event":{"a":1},"position":"head"} | HEAD | {"a":1} | false
          {"force":true}                    | TAIL |         | true
          {"force":false}                   | TAIL |         | false
          """)
  void a_body_names_the_position_and_the_event(
      String body, Position position, @Nullable String event, boolean force) throws Exception {
    ObjectNode edited = event == null ? null : (ObjectNode) EventCodec.JSON.readTree(event);

    assertThat(parse(body))
        .isEqualTo(new ParseResult.Valid<>(new ReplayRequest(position, edited, force)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                 | body
          nonsense                          | body
          {} {}                             | body
          []                                | body
          null                              | body
          "tail"                            | body
          {"position":"middle"}             | position
          {"position":"HEAD"}               | position
          {"position":null}                 | position
          {"position":1}                    | position
          {"event":null}                    | event
          {"event":"{}"}                    | event
          {"event":[]}                      | event
          {"event":{"n":1e2147483648}}      | body
          {"event":{"n":1e-2147483649}}     | body
          {"event":{"n":1e999999999}}       | body
          {"force":"yes"}                   | force
          {"dryRun":true}                   | dryRun
          {"event":1,"position":2,"x":3}    | event, position, x
          """)
  void each_mistake_in_a_body_is_named(String body, String where) {
    assertThat(parse(body))
        .isInstanceOfSatisfying(
            ParseResult.Invalid.class,
            invalid ->
                assertThat(((ParseResult.Invalid<?>) invalid).mistakes())
                    .extracting(RequestError::where)
                    .containsExactly(where.split(", ")));
  }

  @Test
  void an_unedited_event_keeps_its_bytes_and_counts_one_more_replay() {
    StoredEvent back = EventCodec.decode(entry("{}"));

    assertThat(back.body()).isEqualTo(BODY.getBytes(UTF_8));
    assertThat(back.replays()).isEqualTo(3);
    assertThat(back.deadLetterId()).isEqualTo(DEAD_LETTER_ID);
    assertThat(back.messageId()).isEqualTo("m1");
    assertThat(back.forced()).isFalse();
  }

  @Test
  void a_forced_event_is_forced_for_one_replay_only() {
    StoredEvent forced = EventCodec.decode(entry("{\"force\":true}"));

    assertThat(forced.forced()).isTrue();
    assertThat(forced.replayed(forced.body(), "web.0.l", false).forced()).isFalse();
  }

  @Test
  void an_unedited_event_need_not_be_readable() {
    StoredEvent broken = Events.of(EventType.TRACK).rawBody("").stored();

    assertThat(new ReplayRequest(Position.TAIL, null, false).event(broken, deadLetter()))
        .isInstanceOf(ParseResult.Valid.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"userId":"u1","event":"B"}
          {"userId":"u1","event":"B","type":"track","properties":{"n":12345678901234567890.10}}
          """)
  void an_edited_event_keeps_its_bytes(String event) {
    StoredEvent back = EventCodec.decode(entry("{\"event\":" + event + "}"));

    assertThat(new String(back.body(), UTF_8)).isEqualTo(event);
    assertThat(back.deadLetterId()).isEqualTo(DEAD_LETTER_ID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                            | event        | userId or anonymousId is required
          {"userId":" ","event":"A"}                    | event        | userId or anonymousId is required
          {"userId":"u1"}                               | event        | event, the name of what happened, is required
          {"userId":"u1","event":"A","properties":[]}   | event        | properties must be an object
          {"userId":"u1","event":"A","messageId":5.5}   | event        | messageId must be a string
          {"userId":"u1","event":"A","groupId":"\\ud800"} | event       | half of a surrogate pair
          {"userId":"u1","event":"A","batch":[]}        | event        | must be one event
          {"userId":"u2","event":"A"}                   | event.userId | must stay
          {"userId":"u1","event":"A","type":"identify"} | event.type   | must stay "track"
          {"userId":"u1","event":"A","type":null}       | event.type   | must stay "track"
          """)
  void an_edit_that_the_worker_could_not_deliver_is_refused(
      String event, String where, String detail) {
    assertThat(checked("{\"event\":" + event + "}"))
        .isInstanceOfSatisfying(
            ParseResult.Invalid.class,
            invalid -> {
              RequestError mistake = ((ParseResult.Invalid<?>) invalid).mistakes().get(0);
              assertThat(mistake.where()).isEqualTo(where);
              assertThat(mistake.detail()).contains(detail).doesNotContain("u1");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "1e1001"})
  void an_edit_that_exceeds_a_limit_is_refused(String value) {
    String nested = value.equals("[") ? "[".repeat(64) + "]".repeat(64) : value;

    assertThat(checked("{\"event\":{\"userId\":\"u1\",\"event\":\"A\",\"x\":" + nested + "}}"))
        .isInstanceOfSatisfying(
            ParseResult.Invalid.class,
            invalid ->
                assertThat(((ParseResult.Invalid<?>) invalid).mistakes().get(0).detail())
                    .containsAnyOf("more than 64 levels of nesting", "exponent beyond 1000"));
  }

  private static DeadLetter deadLetter() {
    return AdminFixture.deadLetter(DEAD_LETTER_ID, "web", "u1").build();
  }

  private static ParseResult<StoredEvent> checked(String body) {
    return valid(parse(body)).event(STORED, deadLetter());
  }

  private static byte[] entry(String body) {
    return EventCodec.encode(valid(checked(body)));
  }

  private static <T> T valid(ParseResult<T> result) {
    List<T> values = new ArrayList<>();
    result.match(
        values::add,
        mistakes -> {
          throw new AssertionError(mistakes);
        });
    return values.get(0);
  }
}
