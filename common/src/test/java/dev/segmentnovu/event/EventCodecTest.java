package dev.segmentnovu.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.DecodeResult.Decoded;
import dev.segmentnovu.event.DecodeResult.Undecodable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
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
            AT,
            2,
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
    var stored = new StoredEvent(id, EventType.TRACK, AT, 0, null, null, null, utf8("{}"));

    assertThat(EventCodec.decode(EventCodec.encode(stored)).messageId()).isEqualTo(id);
  }

  @Test
  void of_a_body_the_entry_takes_the_events_bytes_only() {
    var writer = new EntryWriter(AT, json("{'a':1}"), null, null);

    StoredEvent stored =
        EventCodec.decode(writer.entry("m", EventType.PAGE, utf8("[{},{\"b\":2}]"), 4, 11));

    assertThat(new String(stored.body(), UTF_8)).isEqualTo("{\"b\":2}");
    assertThat(stored.type()).isEqualTo(EventType.PAGE);
    assertThat(stored.batchContext()).isEqualTo(json("{'a':1}"));
  }

  @Test
  void an_entry_begins_with_the_time_for_the_queues_statistics() {
    assertThat(new String(EventCodec.encode(stored("{}", EventType.PAGE, null)), UTF_8))
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
    var track = (SegmentEvent.Track) event(body, EventType.TRACK, null);

    assertThat(EventCodec.JSON.writeValueAsString(track.properties()))
        .isEqualTo("{\"big\":12345678901234567000,\"price\":39.950,\"tiny\":1E-7}");
  }

  @Test
  void the_batchs_context_is_merged_under_the_events_own() {
    SegmentEvent event =
        event(
            "{'userId':'u','event':'E','context':{'locale':'de','device':{'id':'1'}}}",
            EventType.TRACK,
            json("{'locale':'en','library':{'name':'java'},'device':{'type':'ios'}}"));

    assertThat(event.common().context())
        .isEqualTo(
            json("{'locale':'de','library':{'name':'java'},'device':{'type':'ios','id':'1'}}"));
  }

  @Test
  void an_sdks_event_is_made_what_segments_webhooks_carry() {
    var stored =
        new StoredEvent(
            "m",
            EventType.TRACK,
            AT,
            0,
            json("{'library':{'name':'java'}}"),
            json("{'All':true}"),
            "2026-11-23T16:10:22.337Z",
            utf8(
                "{'userId':'u','event':'E','context':{'ip':'1.2.3.4'},'own':[1],".replace('\'', '"')
                    + "\"timestamp\":\"2026-11-23T16:10:12.337Z\"}"));

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
        "{}                              | true",
        "{'All':true}                    | true",
        "{'All':false}                   | false",
        "{'All':false,'Novu':true}       | true",
        "{'All':false,'Novu':{'a':1}}    | true",
        "{'Novu':false}                  | false",
        "{'novu':false}                  | true",
        "{'all':false}                   | true",
      })
  void integrations_decide_whether_an_event_is_meant_for_novu(String integrations, boolean meant) {
    SegmentEvent event =
        event(
            "{'userId':'u','event':'E','integrations':" + integrations + "}",
            EventType.TRACK,
            null);

    assertThat(event.common().isMeantFor("Novu")).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRACK  | {'userId':'u'}                      | event",
        "TRACK  | {'event':'E'}                       | userId",
        "TRACK  | {'userId':7,'event':'E'}            | userId",
        "GROUP  | {'userId':'u'}                      | groupId",
        "ALIAS  | {'userId':'u'}                      | previousId",
        "PAGE   | [1]                                 | object",
        "SCREEN | {'userId':                          | JSON",
      })
  void what_cannot_be_read_says_why(EventType type, String body, String mentions) {
    DecodeResult result = EventCodec.read(stored(body, type, null));

    assertThat(result)
        .isInstanceOfSatisfying(
            Undecodable.class, bad -> assertThat(bad.reason()).contains(mentions));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T16:11:22.337Z, 2026-11-23T16:11:22.337Z",
    "2026-11-23T17:11:22.337+01:00, 2026-11-23T16:11:22.337Z",
    "yesterday, 2026-11-23T16:11:22.337Z",
  })
  void timestamps_come_with_any_offset(String text, Instant expected) {
    SegmentEvent event = event("{'userId':'u','timestamp':'" + text + "'}", EventType.DELETE, null);

    assertThat(event.common().timestamp()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"IDENTIFY", "GROUP", "PAGE", "SCREEN", "ALIAS", "DELETE", "TRACK"})
  void each_call_is_read_as_what_it_is(EventType type) {
    SegmentEvent event =
        event("{'userId':'u','event':'E','groupId':'g','previousId':'p','name':'n'}", type, null);

    assertThat(event.type()).isEqualTo(type);
    assertThat(event.userId()).isEqualTo("u");
  }

  private static SegmentEvent event(String body, EventType type, @Nullable ObjectNode context) {
    DecodeResult result = EventCodec.read(stored(body, type, context));
    if (result instanceof Decoded decoded) {
      return decoded.event();
    }
    throw new AssertionError(result);
  }

  private static StoredEvent stored(String body, EventType type, @Nullable ObjectNode context) {
    return new StoredEvent("m", type, AT, 0, context, null, null, utf8(body.replace('\'', '"')));
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
