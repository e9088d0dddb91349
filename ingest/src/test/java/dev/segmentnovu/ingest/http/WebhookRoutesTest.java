package dev.segmentnovu.ingest.http;

import static dev.segmentnovu.ingest.fixtures.Requests.json;
import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.AdmissionRules.Signature;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RecordingProducer;
import dev.segmentnovu.ingest.fixtures.Requests;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks over HTTP. */
final class WebhookRoutesTest {

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
  @ValueSource(strings = {"POST", "PUT", "PATCH"})
  void a_signed_webhook_is_accepted(String method) throws Exception {
    assertThat(send(method, "/webhooks/segment").body()).isEqualTo(SUCCESS);
    assertThat(send(method, "/webhooks/segment/web").body()).isEqualTo(SUCCESS);
  }

  @Test
  void the_signature_of_an_array_may_cover_its_first_event_only() throws Exception {
    String wrapped = "[ {'json':" + TRACK + "},{'json':" + TRACK + "}]";

    assertThat(relay.webhook("/webhooks/segment", "[" + TRACK + "]", sign(TRACK)).statusCode())
        .isEqualTo(200);
    assertThat(relay.webhook("/webhooks/segment", wrapped, sign(TRACK)).statusCode())
        .isEqualTo(200);
    assertThat(relay.webhook("/webhooks/segment", wrapped, sign(wrapped)).statusCode())
        .isEqualTo(200);
    assertThat(relay.webhook("/webhooks/segment", "[]", sign("[]")).statusCode()).isEqualTo(200);
    String second = "[" + TRACK.replace("'u'", "'v'") + "," + TRACK + "]";
    HttpResponse<String> neither = relay.webhook("/webhooks/segment", second, sign(TRACK));
    assertThat(neither.statusCode()).isEqualTo(401);
    assertThat(neither.body())
        .contains("the first element or of the whole body")
        .contains("shared secret")
        .contains("changed the body");
    assertThat(queue.events()).hasSize(5);
    assertThat(queue.stored(0).door()).isEqualTo(EntryPoint.WEBHOOK);
  }

  @Test
  void a_source_may_require_a_signature_of_the_whole_body() throws Exception {
    relay.serve(source("web").sharedSecrets("secret-1").signature(Signature.BODY));
    String array = "[" + TRACK + "," + TRACK + "]";

    assertThat(relay.webhook("/webhooks/segment", array, sign(array)).statusCode()).isEqualTo(200);
    assertThat(relay.webhook("/webhooks/segment", TRACK, sign(TRACK)).statusCode()).isEqualTo(200);
    HttpResponse<String> first = relay.webhook("/webhooks/segment", array, sign(TRACK));
    assertThat(first.statusCode()).isEqualTo(401);
    assertThat(first.body()).contains("the whole body").contains("signature: body");
    assertThat(queue.events()).hasSize(3);
  }

  @Test
  void a_wrong_or_missing_signature_is_refused() throws Exception {
    assertThat(relay.webhook("/webhooks/segment", TRACK, sign(TRACK + " ")).statusCode())
        .isEqualTo(401);
    assertThat(relay.webhook("/webhooks/segment", TRACK, "").statusCode()).isEqualTo(401);
    HttpResponse<String> missing = relay.post("/webhooks/segment", TRACK, Map.of());
    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.body()).contains("X-Signature is missing");
    assertThat(queue.events()).isEmpty();
  }

  @Test
  void a_source_without_a_shared_secret_accepts_no_webhook() throws Exception {
    relay.serve(source("open"));

    assertThat(relay.post("/webhooks/segment", TRACK, Map.of()).body())
        .contains("SEGMENT_SHARED_SECRET");
  }

  @Test
  void with_several_sources_a_webhook_must_name_its_source() throws Exception {
    relay.serve(
        source("web").writeKeys("k1").sharedSecrets("secret-1"),
        source("app").writeKeys("k2").sharedSecrets("secret-2"));

    HttpResponse<String> bare = relay.webhook("/webhooks/segment", TRACK, sign(TRACK));
    assertThat(bare.statusCode()).isEqualTo(404);
    assertThat(bare.body()).contains("/webhooks/segment/<source>");
    assertThat(relay.webhook("/webhooks/segment/web", TRACK, sign(TRACK)).statusCode())
        .isEqualTo(200);
    assertThat(relay.webhook("/webhooks/segment/app", TRACK, sign(TRACK)).statusCode())
        .isEqualTo(401);
    assertThat(relay.webhook("/webhooks/segment/none", TRACK, sign(TRACK)).statusCode())
        .isEqualTo(404);
  }

  @Test
  void a_webhook_of_one_invalid_event_gets_400_and_an_array_gets_200_with_errors()
      throws Exception {
    String bad = "{'type':'track','userId':'u'}";
    HttpResponse<String> single = relay.webhook("/webhooks/segment", bad, sign(bad));
    assertThat(single.statusCode()).isEqualTo(400);
    assertThat(single.body()).startsWith("{\"success\":false,\"code\":\"event_not_defined\"");

    HttpResponse<String> all =
        relay.webhook("/webhooks/segment", "[" + bad + "," + bad + "]", sign(bad));
    assertThat(all.statusCode()).isEqualTo(200);
    assertThat(all.body()).startsWith("{\"success\":true,\"errors\":[{\"index\":0,");
    assertThat(queue.events()).isEmpty();

    HttpResponse<String> some =
        relay.webhook("/webhooks/segment", "[" + bad + "," + TRACK + "]", sign(bad));
    assertThat(some.body()).startsWith("{\"success\":true,\"errors\":[{\"index\":0,");
    assertThat(queue.events()).hasSize(1);

    assertThat(relay.webhook("/webhooks/segment", "[]", sign("[]")).body())
        .contains("empty_batch")
        .contains("\"success\":true");
  }

  @Test
  void the_only_source_with_a_shared_secret_needs_no_name() throws Exception {
    relay.serve(
        source("app").writeKeys("k2"), source("web").writeKeys("k1").sharedSecrets("secret-1"));

    assertThat(relay.webhook("/webhooks/segment", TRACK, sign(TRACK)).body()).isEqualTo(SUCCESS);
    assertThat(relay.webhook("/webhooks/segment/", TRACK, sign(TRACK)).body()).isEqualTo(SUCCESS);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return relay.request(method, path, json(TRACK), Map.of("X-Signature", sign(TRACK)));
  }

  private static String sign(String body) {
    return Requests.sign(body, "secret-1");
  }
}
