package dev.segmentnovu.ingest;

import static dev.segmentnovu.ingest.fixtures.Requests.basic;
import static dev.segmentnovu.ingest.fixtures.Requests.gzip;
import static dev.segmentnovu.ingest.fixtures.Requests.json;
import static dev.segmentnovu.ingest.fixtures.Requests.with;
import static dev.segmentnovu.testing.Sources.source;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RawClient;
import dev.segmentnovu.ingest.fixtures.RecordingProducer;
import dev.segmentnovu.ingest.fixtures.Requests;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.telemetry.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for every request to the ingest port. */
final class IngestVerticleTest {

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
  void a_reload_replaces_the_sources() throws Exception {
    relay.serve(
        source("app").writeKeys("key-2").sharedSecrets("secret-1"),
        source("old").writeKeys("key-3").sharedSecrets("secret-3"));

    assertThat(relay.post("/v1/track", TRACK, basic("key-1")).statusCode()).isEqualTo(401);
    assertThat(relay.post("/v1/track", TRACK, basic("key-2")).statusCode()).isEqualTo(200);
    assertThat(relay.webhook("/webhooks/segment/web", TRACK, sign(TRACK)).statusCode())
        .isEqualTo(404);
    assertThat(relay.webhook("/webhooks/segment/app", TRACK, sign(TRACK)).body())
        .isEqualTo(SUCCESS);
  }

  @Test
  void a_gzip_body_is_unpacked() throws Exception {
    HttpResponse<String> response =
        relay.post(
            "/v1/track", gzip(json(TRACK)), with(basic("key-1"), "Content-Encoding", "gzip"));

    assertThat(response.body()).isEqualTo(SUCCESS);
    assertThat(new String(queue.stored(0).body(), UTF_8)).isEqualTo(TRACK.replace('\'', '"'));
  }

  @Test
  void an_unavailable_or_full_queue_is_not_a_success() throws Exception {
    queue.report(new EnqueueResult.Unavailable("away"));
    HttpResponse<String> away = relay.post("/v1/track", TRACK, basic("key-1"));
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("Retry-After").orElse("")).matches("\\d+");
    assertThat(away.body()).contains("\"code\":\"unavailable\"").contains("\"success\":false");

    queue.report(new EnqueueResult.Unreplicated("0 of 1"));
    HttpResponse<String> unreplicated = relay.post("/v1/track", TRACK, basic("key-1"));
    assertThat(unreplicated.statusCode()).isEqualTo(503);
    assertThat(unreplicated.headers().firstValue("Retry-After").orElse("")).matches("\\d+");

    queue.report(new EnqueueResult.Full());
    HttpResponse<String> full = relay.post("/v1/track", TRACK, basic("key-1"));
    assertThat(full.statusCode()).isEqualTo(429);
    assertThat(full.headers().firstValue("Retry-After").orElse("")).matches("\\d+");

    for (String bound : List.of("redis", "replicas", "memory")) {
      assertThat(relay.counter(Metrics.REFUSED, "bound", bound)).isEqualTo(1);
    }
  }

  @Test
  void unknown_paths_and_methods_get_json_errors() throws Exception {
    HttpResponse<String> missing = relay.post("/nothing", "", Map.of());
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).startsWith("{\"success\":false,\"code\":");
    assertThat(missing.body()).contains("/webhooks/segment/<source>").contains("/v1/<call>");
    for (String path : List.of("/v1/x", "/v1/", "/v1/trackk", "/v1/projects/key-1")) {
      HttpResponse<String> unknown = relay.post(path, TRACK, basic("key-1"));
      assertThat(unknown.statusCode()).as(path).isEqualTo(404);
      assertThat(unknown.body()).startsWith("{\"success\":false,\"code\":");
    }
    assertThat(relay.request("OPTIONS", "/v1/track", new byte[0], Map.of()).statusCode())
        .isEqualTo(204);
    HttpResponse<String> method = relay.request("GET", "/v1/track", new byte[0], Map.of());
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.body()).startsWith("{\"success\":false,\"code\":");
  }

  @Test
  void bad_input_gets_a_clear_error_and_does_no_harm() throws Exception {
    Map<String, String> key = basic("key-1");
    Map<String, String> gzip = with(key, "Content-Encoding", "gzip");
    String big = "{'userId':'u','event':'E','properties':{'x':'" + "y".repeat(33_000) + "'}}";
    byte[] packed = gzip(json(TRACK));

    assertRefused(400, "JSON", relay.post("/v1/track", "{'userId':", key));
    assertRefused(400, "empty", relay.post("/v1/track", "", key));
    assertThat(relay.post("/v1/track", "{'userId':7.5}", key).body())
        .contains("userId must be a string");
    assertThat(relay.post("/v1/track", big, key).body()).contains("at most 32768");
    assertThat(relay.post("/v1/track", "{'a':" + "[".repeat(99) + "]".repeat(99) + "}", key).body())
        .contains("nest");
    assertThat(relay.post("/v1/track", "{\"a\":\"\u00C3\"}".getBytes(ISO_8859_1), key).body())
        .contains("UTF-8");
    assertRefused(400, "gzip", relay.post("/v1/track", json("no gzip"), gzip));
    assertRefused(
        400, "gzip", relay.post("/v1/track", Arrays.copyOf(packed, packed.length - 9), gzip));
    assertRefused(413, "512000", relay.post("/v1/track", zeros(1_000_000_000), gzip));
    assertRefused(
        415,
        "Content-Encoding",
        relay.post("/v1/track", TRACK, with(key, "Content-Encoding", "br")));

    assertThat(queue.events()).isEmpty();
    assertThat(relay.post("/v1/track", TRACK, key).body()).isEqualTo(SUCCESS);
  }

  @Test
  void a_body_of_10_megabytes_is_refused_before_it_is_read() throws IOException {
    try (RawClient client = relay.connect()) {
      client.send(RawClient.post("/v1/track", 10_000_000, ""));
      client.send(new byte[600_000]);

      // the other 9.4 MB are never sent
      assertThat(client.read("HTTP/1.1 413".length())).isEqualTo("HTTP/1.1 413");
    }
  }

  private static void assertRefused(int status, String mentions, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body())
        .startsWith("{\"success\":false,\"code\":\"")
        .contains(mentions)
        .doesNotContain("Exception")
        .doesNotContain("com.fasterxml");
  }

  /**
   * The start of that many zeros, compressed. All of it would exceed the limit before unpacking.
   */
  private static byte[] zeros(int size) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      byte[] chunk = new byte[1_000_000];
      for (int i = 0; i < size / chunk.length; i++) {
        gzip.write(chunk);
      }
    }
    return Arrays.copyOf(packed.toByteArray(), Math.min(packed.size(), 500_000));
  }

  private static String sign(String body) {
    return Requests.sign(body, "secret-1");
  }
}
