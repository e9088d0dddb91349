package dev.segmentnovu.ingest.http;

import static dev.segmentnovu.ingest.fixtures.Requests.basic;
import static dev.segmentnovu.testing.Sources.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventType;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RecordingProducer;
import dev.segmentnovu.telemetry.Metrics;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Tracking API over HTTP. */
final class TrackingRoutesTest {

  private static final String SUCCESS = "{\"success\":true}";
  private static final String TRACK = "{'type':'track','userId':'u','event':'E','messageId':'m'}";

  private final RecordingProducer queue = new RecordingProducer();
  private final IngestFixture relay =
      IngestFixture.of(queue)
          .sources(source("web").writeKeys("key-1").sharedSecrets("secret-1"))
          .start();

  @AfterEach
  void stop() {
    relay.close();
  }

  @ParameterizedTest
  @CsvSource({
    "identify, IDENTIFY", "i, IDENTIFY", "track, TRACK", "t, TRACK", "page, PAGE", "p, PAGE",
    "screen, SCREEN", "s, SCREEN", "group, GROUP", "g, GROUP", "alias, ALIAS", "a, ALIAS",
    "delete, DELETE",
  })
  void each_call_of_an_sdk_has_a_path_with_and_without_a_slash(String call, EventType type)
      throws Exception {
    String body =
        "{'userId':'u','event':'E','groupId':'g','previousId':'p','writeKey':'key-1','messageId':'m'}";

    for (String path : List.of("/v1/" + call, "/v1/" + call + "/")) {
      HttpResponse<String> response = relay.post(path, body, Map.of());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(SUCCESS);
    }
    assertThat(queue.events()).hasSize(2);
    assertThat(queue.stored(0).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/batch", "/v1/b", "/v1/import", "/v1/import/"})
  void a_batch_is_accepted_with_any_content_type(String path) throws Exception {
    String body =
        "{'batch':["
            + TRACK
            + "],'context':{'ip':'1'},'writeKey':'key-1','sentAt':'2026-11-23T16:11:22Z'}";

    HttpResponse<String> response = relay.post(path, body, Map.of("Content-Type", "text/plain"));

    assertThat(response.body()).isEqualTo(SUCCESS);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(String.valueOf(queue.stored(0).batchContext())).isEqualTo("{\"ip\":\"1\"}");
    assertThat(queue.stored(0).batchSentAt()).isEqualTo("2026-11-23T16:11:22Z");
    assertThat(new String(queue.stored(0).body(), UTF_8)).isEqualTo(TRACK.replace('\'', '"'));
  }

  @Test
  void the_write_key_may_be_the_basic_user_or_in_the_body() throws Exception {
    assertThat(relay.post("/v1/track", TRACK, basic("key-1")).statusCode()).isEqualTo(200);
    assertThat(relay.post("/v1/track", TRACK, basic("key-2")).statusCode()).isEqualTo(401);
    assertThat(relay.post("/v1/track", TRACK, Map.of()).body()).contains("unknown_source");
    assertThat(relay.post("/v1/track", TRACK, Map.of("Authorization", "Basic ???")).statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/batch | {'batch':[{'type':'track','messageId':'m'}]} | 0    | m    | no_user_anon_id",
        "/v1/batch | {'batch':[]}                                 | null | null | empty_batch",
        "/v1/batch | {'userId':'u','event':'E','type':'track'}    | null | null | bad_request",
        "/v1/track | {'userId':'u'}                               | 0    | null | event_not_defined",
        "/v1/track | {'batch':[]}                                 | null | null | bad_request",
        "/v1/track | [{'userId':'u','event':'E'}]                 | null | null | bad_request",
        "/v1/page  | {'type':'screen','userId':'u'}               | 0    | null | bad_request",
        "/v1/track | {'messageId':'12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901'} | 0 | null | bad_request",
      })
  void a_body_of_an_sdk_that_parses_gets_200_and_a_list_of_its_mistakes(
      String path, String body, String index, String messageId, String code) throws Exception {
    HttpResponse<String> response = relay.post(path, body, basic("key-1"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith(
            "{'success':true,'errors':[{'index':%s,'messageId':%s,'code':'%s','message':'"
                .formatted(index, messageId.equals("m") ? "'m'" : messageId, code)
                .replace('\'', '"'));
    assertThat(relay.counter(Metrics.REJECTED, "code", code)).isEqualTo(1);
    assertThat(queue.events()).isEmpty();
  }

  @Test
  void settings_are_served_for_a_known_write_key() throws Exception {
    assertThat(relay.request("GET", "/v1/projects/key-1/settings", new byte[0], Map.of()).body())
        .contains("\"Segment.io\":{\"apiKey\":\"key-1\"}");
    assertThat(
            relay.request("GET", "/v1/projects/other/settings", new byte[0], Map.of()).statusCode())
        .isEqualTo(401);
  }
}
