package dev.segmentnovu.ingest.intake;

import static dev.segmentnovu.ingest.fixtures.Requests.basic;
import static dev.segmentnovu.ingest.fixtures.Requests.gzip;
import static dev.segmentnovu.ingest.fixtures.Requests.json;
import static dev.segmentnovu.ingest.fixtures.Requests.with;
import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.AdmissionRules.Anonymous;
import dev.segmentnovu.config.RelayConfig.Ordering;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RecordingProducer;
import dev.segmentnovu.ingest.fixtures.Requests;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.telemetry.Metrics;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ingest enqueues, rejects and skips, through both entry points. */
final class EventIntakeTest {

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

  @Test
  void without_ordering_each_event_has_an_ordering_key_of_its_own() throws Exception {
    relay.serve(source("web").writeKeys("key-1").ordering(Ordering.NONE));

    relay.post(
        "/v1/batch",
        "{'batch':[" + TRACK + "," + TRACK.replace("'m'", "'n'") + "]}",
        basic("key-1"));

    assertThat(queue.events())
        .extracting(NewEvent::orderingKey)
        .containsExactly(" 1:u#m", " 1:u#n");
    assertThat(queue.events()).extracting(NewEvent::messageId).containsExactly("m", "n");
  }

  @Test
  void the_valid_events_of_a_batch_are_enqueued_and_the_others_are_listed() throws Exception {
    String body = "{'batch':[" + TRACK + ",{'type':'track','messageId':'bad'}],'writeKey':'key-1'}";

    HttpResponse<String> response = relay.post("/v1/batch", body, Map.of());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            "{\"success\":true,\"errors\":[{\"index\":1,\"messageId\":\"bad\",\"code\":\"no_user_anon_id\","
                + "\"message\":\"userId or anonymousId is required\"}]}");
    assertThat(queue.events()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Anonymous.class)
  void a_source_decides_about_events_of_anonymous_users(Anonymous anonymous) throws Exception {
    relay.serve(source("web").writeKeys("key-1").sharedSecrets("secret-1").anonymous(anonymous));
    String[] absent = {"", ",'userId':null", ",'userId':''", ",'userId':' '"};

    for (String type : List.of("page", "screen", "identify", "track")) {
      for (String userId : absent) {
        String event = "{'type':'" + type + "','event':'E','anonymousId':'a1'" + userId + "}";
        HttpResponse<String> call =
            relay.post("/v1/batch", "{'batch':[" + event + "]}", basic("key-1"));
        HttpResponse<String> hook = relay.webhook("/webhooks/segment", event, sign(event));
        if (anonymous == Anonymous.REJECT) {
          assertThat(call.body()).contains("\"code\":\"anonymous_user\"");
          assertThat(call.statusCode()).isEqualTo(200);
          assertThat(hook.body()).contains("\"code\":\"anonymous_user\"");
          assertThat(hook.statusCode()).isEqualTo(400);
        } else {
          assertThat(call.body()).isEqualTo(SUCCESS);
          assertThat(hook.body()).isEqualTo(SUCCESS);
        }
      }
    }

    if (anonymous == Anonymous.DELIVER) {
      assertThat(queue.events()).hasSize(32).extracting(NewEvent::orderingKey).containsOnly("a1");
    } else {
      assertThat(queue.events()).isEmpty();
    }
    if (anonymous == Anonymous.SKIP) {
      assertThat(relay.counter(Metrics.NOT_QUEUED, "reason", "anonymous")).isEqualTo(32);
    }
  }

  @Test
  void each_entry_point_has_limits_of_its_own() throws Exception {
    String event = "{'type':'track','userId':'u','event':'E','properties':{'x':'%s'}}";
    String ofWebhook = event.formatted("y".repeat(500_000));
    String tooLarge = event.formatted("y".repeat(530_000));
    String manySmall = "[" + TRACK + ("," + TRACK).repeat(4_999) + "]";
    String tooMany = "[" + TRACK + ("," + TRACK).repeat(5_000) + "]";
    String first = event.formatted("y".repeat(4_000));
    String large = "[" + first + ("," + first).repeat(3_999) + "]";

    assertThat(relay.webhook("/webhooks/segment", ofWebhook, sign(ofWebhook)).body())
        .isEqualTo(SUCCESS);
    assertThat(relay.webhook("/webhooks/segment", tooLarge, sign(tooLarge)).body())
        .contains("at most 524288");
    assertThat(relay.webhook("/webhooks/segment", manySmall, sign(TRACK)).body())
        .isEqualTo(SUCCESS);
    assertThat(relay.webhook("/webhooks/segment", tooMany, sign(TRACK)).statusCode())
        .isEqualTo(400);
    assertThat(relay.webhook("/webhooks/segment", large, sign(first)).body()).isEqualTo(SUCCESS);
    assertThat(queue.events()).hasSize(1 + 5_000 + 4_000);

    assertThat(relay.post("/v1/track", event.formatted("y".repeat(33_000)), basic("key-1")).body())
        .contains("at most 32768");
    assertThat(relay.post("/v1/track", ofWebhook + " ".repeat(20_000), basic("key-1")).statusCode())
        .isEqualTo(413);
  }

  @Test
  void a_context_that_makes_each_event_too_large_is_named() throws Exception {
    String body =
        "{'batch':[{'type':'track','userId':'u','event':'E'}],'context':{'x':'%s'}}"
            .formatted("y".repeat(32_740));

    HttpResponse<String> response = relay.post("/v1/batch", body, basic("key-1"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("bad_request").contains("the batch's context");
    assertThat(queue.events()).isEmpty();
  }

  @Test
  void a_context_that_would_be_copied_too_often_is_refused_before_it_is_copied() throws Exception {
    String events = TRACK + ("," + TRACK).repeat(2_499);
    String context = "{'batch':[" + events + "],'context':{'x':'%s'}}";
    byte[] hostile = gzip(json(context.formatted("y".repeat(32_000))));
    assertThat(hostile).hasSizeLessThan(12_000);

    HttpResponse<String> refused =
        relay.post("/v1/batch", hostile, with(basic("key-1"), "Content-Encoding", "gzip"));

    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body())
        .contains("\"code\":\"too_large\"")
        .contains("the batch's context")
        .contains("at most 4194304");
    assertThat(queue.events()).isEmpty();

    HttpResponse<String> usual =
        relay.post("/v1/batch", context.formatted("y".repeat(1_000)), basic("key-1"));
    assertThat(usual.body()).isEqualTo(SUCCESS);
    assertThat(queue.events()).hasSize(2_500);
  }

  @Test
  void an_event_without_a_message_id_gets_the_same_id_when_it_is_resent() throws Exception {
    String body = "{'userId':'u','event':'E'}";
    relay.post("/v1/track", body, basic("key-1"));
    relay.post("/v1/track", body, basic("key-1"));
    relay.post("/v1/track", body + " ", basic("key-1"));
    relay.post("/v1/track", "{'userId':'u','event':'F'}", basic("key-1"));

    assertThat(queue.events().stream().map(NewEvent::messageId).distinct()).hasSize(2);
    assertThat(queue.events().get(0).messageId()).hasSizeLessThanOrEqualTo(100);
  }

  private static String sign(String body) {
    return Requests.sign(body, "secret-1");
  }
}
