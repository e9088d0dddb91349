package dev.segmentnovu.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.DecodeResult.Decoded;
import dev.segmentnovu.event.DecodeResult.Undecodable;
import dev.segmentnovu.testing.Events;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventCodecTest {

  private static final Instant AT = Instant.parse("2026-11-23T16:11:22.337Z");

  @Test
  void an_entry_keeps_the_clients_bytes_and_what_they_do_not_say() {
    var stored =
        new StoredEvent(
            "m\"1\n",
            EventType.TRACK,
            EntryPoint.WEBHOOK,
            AT,
            2,
            "web.0.l\"1",
            true,
            json("{'name':'welcome','payload':{'n':1.50}}"),
            json("{'library':{'name':'x'}}"),
            json("{'All':true}"),
            "2026-11-23T16:11:22.300Z",
            utf8("{ \"big\":12345678901234567000,\"tiny\":1e-7,\n\"s\":\"☃\" }"));

    assertThat(EventCodec.decode(EventCodec.encode(stored)))
        .usingRecursiveComparison()
        .isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain-1 ~", "", "q\"", "b\\s", "\n", "\u007f", "é☃", "😀", "\ud83d alone"})
  void ids_of_all_characters_are_kept(String id) {
    StoredEvent stored = Events.of(EventType.TRACK).messageId(id).stored();

    assertThat(EventCodec.decode(EventCodec.encode(stored)).messageId()).isEqualTo(id);
  }

  /** Ingest queues them: the blanks of an id are those of JavaScript. */
  @Test
  void an_id_of_characters_that_only_java_takes_for_blanks_is_an_id() {
    assertThat(EventCodec.read(stored("{\"userId\":\"\\u001c\"}", EventType.PAGE)))
        .isInstanceOf(Decoded.class);
  }

  @Test
  void of_a_body_the_entry_takes_the_events_bytes_only() {
    var writer = new EntryWriter(EntryPoint.TRACKING, AT, json("{'a':1}"), null, null);

    StoredEvent stored =
        EventCodec.decode(writer.entry("m", EventType.PAGE, utf8("[{},{\"b\":2}]"), 4, 11));

    assertThat(new String(stored.body(), UTF_8)).isEqualTo("{\"b\":2}");
    assertThat(stored.type()).isEqualTo(EventType.PAGE);
    assertThat(stored.batchContext()).isEqualTo(json("{'a':1}"));
  }

  @Test
  void an_entry_begins_with_the_time_for_the_queues_statistics() {
    assertThat(new String(EventCodec.encode(stored("{}", EventType.PAGE)), UTF_8))
        .startsWith("{\"at\":" + AT.toEpochMilli() + ",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "no json\n{}", "{\"type\":\"nonsense\"}\n{}"})
  void an_entry_of_another_making_is_refused(String entry) {
    assertThatThrownBy(() -> EventCodec.decode(utf8(entry)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbers_are_exact() throws JsonProcessingException {
    String body =
        "{'userId':'u','event':'E','properties':{'big':12345678901234567000,'price':39.950,'tiny':1E-7}}";
    var track = (SegmentEvent.Track) event(body, EventType.TRACK);

    assertThat(EventCodec.JSON.writeValueAsString(track.properties()))
        .isEqualTo("{\"big\":12345678901234567000,\"price\":39.950,\"tiny\":1E-7}");
  }

  @Test
  void the_batchs_context_is_merged_under_the_events_own() {
    SegmentEvent event =
        Events.of(
                EventType.TRACK,
                "{'userId':'u','event':'E','context':{'locale':'de','device':{'id':'1'}}}")
            .batch("{'locale':'en','library':{'name':'java'},'device':{'type':'ios'}}", "{}")
            .event();

    assertThat(event.common().context())
        .isEqualTo(
            json("{'locale':'de','library':{'name':'java'},'device':{'type':'ios','id':'1'}}"));
  }

  @Test
  void an_sdks_event_is_made_what_segments_webhooks_carry() {
    StoredEvent stored =
        Events.of(
                EventType.TRACK,
                "{'userId':'u','event':'E','context':{'ip':'1.2.3.4'},'own':[1],"
                    + "'timestamp':'2026-11-23T16:10:12.337Z'}")
            .messageId("m")
            .batch("{'library':{'name':'java'}}", "{'All':true}")
            .batchSentAt("2026-11-23T16:10:22.337Z")
            .stored();

    assertThat(((Decoded) EventCodec.read(stored)).event().common().whole())
        .isEqualTo(
            json(
                "{'userId':'u','event':'E','context':{'library':{'name':'java'},'ip':'1.2.3.4'},"
                    + "'own':[1],'timestamp':'2026-11-23T16:11:12.337Z','type':'track',"
                    + "'messageId':'m','integrations':{'All':true},"
                    + "'sentAt':'2026-11-23T16:10:22.337Z',"
                    + "'originalTimestamp':'2026-11-23T16:10:12.337Z',"
                    + "'receivedAt':'2026-11-23T16:11:22.337Z'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                  | true  | true",
        "{'All':true}                        | true  | true",
        "{'All':false}                       | false | true",
        "{'All':false,'Webhooks':true}       | false | true",
        "{'All':false,'Extensible Webhook':{}} | false | true",
        "{'All':false,'Novu':true}           | true  | true",
        "{'All':false,'Novu':{'a':1}}        | true  | true",
        "{'Novu':false}                      | false | false",
        "{'All':true,'Novu':false}           | false | false",
        "{'novu':false}                      | true  | true",
        "{'all':false}                       | true  | true",
      })
  void integrations_decide_whether_an_event_is_meant_for_novu(
      String integrations, boolean fromSdk, boolean fromWebhook) {
    String body = "{'userId':'u','event':'E','integrations':" + integrations + "}";

    assertThat(isMeantForNovu(body, EntryPoint.TRACKING)).isEqualTo(fromSdk);
    assertThat(isMeantForNovu(body, EntryPoint.WEBHOOK)).isEqualTo(fromWebhook);
  }

  private static boolean isMeantForNovu(String body, EntryPoint door) {
    StoredEvent stored = Events.of(EventType.TRACK, body).entryPoint(door).stored();
    DecodeResult read = EventCodec.read(EventCodec.decode(EventCodec.encode(stored)));
    return ((Decoded) read).event().common().isMeantFor("Novu");
  }

  @Test
  void an_entry_says_what_door_its_event_came_through_and_a_replay_keeps_it() {
    Events page = Events.of(EventType.PAGE, "{'userId':'u'}");
    StoredEvent hook = page.entryPoint(EntryPoint.WEBHOOK).stored();
    StoredEvent call = page.entryPoint(EntryPoint.TRACKING).stored();

    assertThat(EventCodec.decode(EventCodec.encode(hook)).door()).isEqualTo(EntryPoint.WEBHOOK);
    assertThat(
            EventCodec.decode(EventCodec.encode(hook.replayed(hook.body(), "web.0.l", false)))
                .door())
        .isEqualTo(EntryPoint.WEBHOOK);
    // what an older version wrote says nothing
    assertThat(new String(EventCodec.encode(call), UTF_8)).doesNotContain("door");
    assertThat(EventCodec.decode(EventCodec.encode(call)).door()).isEqualTo(EntryPoint.TRACKING);
  }

  @Test
  void the_size_of_an_entry_is_known_before_it_is_made() {
    byte[] body = utf8("{\"userId\":\"u\"}");
    var writer =
        new EntryWriter(EntryPoint.WEBHOOK, AT, json("{'a':1}"), json("{'All':true}"), "now");

    assertThat(writer.sizeOf("m-1", EventType.IDENTIFY, body.length))
        .isEqualTo(writer.entry("m-1", EventType.IDENTIFY, body, 0, body.length).length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'anonymousId':'a'}               | a",
        "{'anonymousId':'a','userId':null} | a",
        "{'anonymousId':'a','userId':''}   | a",
        "{'anonymousId':'a','userId':' '}  | a",
        "{'anonymousId':'a','userId':'u'}  | u",
      })
  void an_anonymous_user_goes_by_the_anonymous_id(String body, String userId) {
    SegmentEvent event = event(body, EventType.IDENTIFY);

    assertThat(event.userId()).isEqualTo(userId);
    assertThat(event.common().whole().get("userId").textValue()).isEqualTo(userId);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRACK  | {'userId':'u'}                      | event",
        "TRACK  | {'event':'E'}                       | userId",
        "TRACK  | {'userId':7.5,'event':'E'}          | userId",
        "TRACK  | {'userId':' \\t','event':'E'}       | userId",
        "GROUP  | {'userId':'u','groupId':' '}        | groupId",
        "DELETE | {'userId':'u','n':1e2147483648}     | exponent beyond 1000",
        "DELETE | {'userId':'u','n':1e-2147483649}    | exponent beyond 1000",
        "DELETE | {'userId':'u','n':1e999999999}      | exponent beyond 1000",
        "DELETE | {'userId':1e999999999}              | exponent beyond 1000",
        "GROUP  | {'userId':'u'}                      | groupId",
        "ALIAS  | {'userId':'u'}                      | previousId",
        "PAGE   | [1]                                 | object",
        "SCREEN | {'userId':                          | JSON",
      })
  void what_cannot_be_read_says_why(EventType type, String body, String mentions) {
    DecodeResult result = EventCodec.read(stored(body, type));

    assertThat(result)
        .isInstanceOfSatisfying(
            Undecodable.class, bad -> assertThat(bad.reason()).contains(mentions));
  }

  @Test
  void limits_of_json_are_named_without_jacksons_names() {
    for (String value : List.of("1".repeat(1_001), "[".repeat(5_000) + "]".repeat(5_000))) {
      assertThat(EventCodec.read(stored("{'userId':'u','n':" + value + "}", EventType.PAGE)))
          .isInstanceOfSatisfying(
              Undecodable.class,
              bad -> assertThat(bad.reason()).contains("1000 characters").doesNotContain("Stream"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e2147483648", "1e999999999", "{\"a\":1e999999999}"})
  void a_header_with_an_absurd_number_is_no_header(String context) {
    byte[] entry =
        utf8("{\"at\":1,\"id\":\"m\",\"type\":\"page\",\"context\":" + context + "}\n{}");

    assertThatThrownBy(() -> EventCodec.decode(entry)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Whatever the bytes are, there is an event or a reason. */
  @Test
  void damaged_bytes_never_cause_an_exception() {
    var random = new Random(17);
    byte[] whole =
        utf8("{\"userId\":12,\"groupId\":\"é☃😀\",\"a\":[1.5e10,-0,{\"b\":\"\\ud800\"}]}");
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = whole.clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(EventCodec.read(Events.of(EventType.GROUP).rawBody(bytes).stored())).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'u'                  | u",
        "' u\\u00a0'           | u",
        "7                    | 7",
        "-0                   | -0",
        "12345678901234567890 | 12345678901234567890",
      })
  void ids_are_texts_as_ingest_has_them(String id, String text) {
    String body =
        "{'userId':%1$s,'anonymousId':%1$s,'groupId':%1$s,'previousId':%1$s,'x':{'userId':1}}"
            .formatted(id);

    var group = (SegmentEvent.Group) event(body, EventType.GROUP);
    var alias = (SegmentEvent.Alias) event(body, EventType.ALIAS);

    assertThat(group.userId()).isEqualTo(text);
    assertThat(group.groupId()).isEqualTo(text);
    assertThat(alias.previousId()).isEqualTo(text);
    for (String name : List.of("userId", "anonymousId", "groupId", "previousId")) {
      assertThat(group.common().whole().get(name).textValue()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T16:11:22.337Z, 2026-11-23T16:11:22.337Z",
    "2026-11-23T17:11:22.337+01:00, 2026-11-23T16:11:22.337Z",
    "yesterday, 2026-11-23T16:11:22.337Z",
  })
  void timestamps_come_with_any_offset(String text, Instant expected) {
    SegmentEvent event = event("{'userId':'u','timestamp':'" + text + "'}", EventType.DELETE);

    assertThat(event.common().timestamp()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"IDENTIFY", "GROUP", "PAGE", "SCREEN", "ALIAS", "DELETE", "TRACK"})
  void each_call_is_read_as_what_it_is(EventType type) {
    SegmentEvent event =
        event("{'userId':'u','event':'E','groupId':'g','previousId':'p','name':'n'}", type);

    assertThat(event.type()).isEqualTo(type);
    assertThat(event.userId()).isEqualTo("u");
  }

  private static SegmentEvent event(String body, EventType type) {
    return Events.of(type, body).event();
  }

  private static StoredEvent stored(String body, EventType type) {
    return Events.of(type).rawBody(body.replace('\'', '"')).stored();
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) EventCodec.JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
