package dev.segmentnovu.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.AdmissionRules;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IngestVerticleTest {

  private static final String SUCCESS = "{\"success\":true}";
  private static final String TRACK = "{'type':'track','userId':'u','event':'E','messageId':'m'}";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final RecordingProducer queue = new RecordingProducer();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private IngestVerticle ingest;
  private int port;

  @BeforeEach
  void start() throws Exception {
    ingest = deploy(List.of(source("web", "key-1", "secret-1")));
    port = ingest.port();
  }

  private int start(List<RelayConfig.Source> sources) throws Exception {
    return deploy(sources).port();
  }

  private IngestVerticle deploy(List<RelayConfig.Source> sources) throws Exception {
    var deployed =
        new IngestVerticle(
            RelayConfig.defaults().ingest().at("127.0.0.1", 0),
            sources,
            queue,
            new AdmissionControl(RelayConfig.defaults().ingest().inFlight(), metrics),
            metrics,
            Clock.systemUTC());
    vertx
        .deployVerticle(deployed)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    return deployed;
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "identify, IDENTIFY", "i, IDENTIFY", "track, TRACK", "t, TRACK", "page, PAGE", "p, PAGE",
    "screen, SCREEN", "s, SCREEN", "group, GROUP", "g, GROUP", "alias, ALIAS", "a, ALIAS",
    "delete, DELETE",
  })
  void each_call_of_an_sdk_has_its_path_with_and_without_a_slash(String call, EventType type)
      throws Exception {
    String body =
        "{'userId':'u','event':'E','groupId':'g','previousId':'p','writeKey':'key-1','messageId':'m'}";

    for (String path : List.of("/v1/" + call, "/v1/" + call + "/")) {
      HttpResponse<String> answer = post(path, body, Map.of());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(SUCCESS);
    }
    assertThat(queue.events).hasSize(2);
    assertThat(queue.stored(0).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/batch", "/v1/b", "/v1/import", "/v1/import/"})
  void a_batch_is_taken_whatever_its_content_type(String path) throws Exception {
    String body =
        "{'batch':["
            + TRACK
            + "],'context':{'ip':'1'},'writeKey':'key-1','sentAt':'2026-11-23T16:11:22Z'}";

    HttpResponse<String> answer = post(path, body, Map.of("Content-Type", "text/plain"));

    assertThat(answer.body()).isEqualTo(SUCCESS);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(String.valueOf(queue.stored(0).batchContext())).isEqualTo("{\"ip\":\"1\"}");
    assertThat(queue.stored(0).batchSentAt()).isEqualTo("2026-11-23T16:11:22Z");
    assertThat(new String(queue.stored(0).body(), UTF_8)).isEqualTo(TRACK.replace('\'', '"'));
  }

  @Test
  void the_write_key_comes_as_basic_user_or_in_the_body() throws Exception {
    assertThat(post("/v1/track", TRACK, basic("key-1")).statusCode()).isEqualTo(200);
    assertThat(post("/v1/track", TRACK, basic("key-2")).statusCode()).isEqualTo(401);
    assertThat(post("/v1/track", TRACK, Map.of()).body()).contains("unknown_source");
    assertThat(post("/v1/track", TRACK, Map.of("Authorization", "Basic ???")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void sources_change_while_it_runs() throws Exception {
    ingest.serve(List.of(source("app", "key-2", "secret-1"), source("old", "key-3", "secret-3")));

    assertThat(post("/v1/track", TRACK, basic("key-1")).statusCode()).isEqualTo(401);
    assertThat(post("/v1/track", TRACK, basic("key-2")).statusCode()).isEqualTo(200);
    assertThat(webhook("POST", "/webhooks/segment/web", TRACK, sign(TRACK)).statusCode())
        .isEqualTo(404);
    assertThat(webhook("POST", "/webhooks/segment/app", TRACK, sign(TRACK)).body())
        .isEqualTo(SUCCESS);
  }

  @Test
  void without_order_each_event_has_a_place_of_its_own() throws Exception {
    RelayConfig.Source web = source("web", "key-1", "secret-1");
    ingest.serve(List.of(web.with(RelayConfig.Ordering.NONE)));

    post(
        "/v1/batch",
        "{'batch':[" + TRACK + "," + TRACK.replace("'m'", "'n'") + "]}",
        basic("key-1"));

    assertThat(queue.events).extracting(NewEvent::orderingKey).containsExactly(" 1:u#m", " 1:u#n");
    assertThat(queue.events).extracting(NewEvent::messageId).containsExactly("m", "n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH"})
  void a_signed_webhook_is_taken(String method) throws Exception {
    assertThat(webhook(method, "/webhooks/segment", TRACK, sign(TRACK)).body()).isEqualTo(SUCCESS);
    assertThat(webhook(method, "/webhooks/segment/web", TRACK, sign(TRACK)).body())
        .isEqualTo(SUCCESS);
  }

  @Test
  void of_an_array_the_first_event_is_signed() throws Exception {
    String wrapped = "[ {'json':" + TRACK + "},{'json':" + TRACK + "}]";

    assertThat(webhook("POST", "/webhooks/segment", "[" + TRACK + "]", sign(TRACK)).statusCode())
        .isEqualTo(200);
    assertThat(webhook("POST", "/webhooks/segment", wrapped, sign(TRACK)).statusCode())
        .isEqualTo(200);
    assertThat(webhook("POST", "/webhooks/segment", wrapped, sign(wrapped)).statusCode())
        .isEqualTo(200);
    assertThat(webhook("POST", "/webhooks/segment", "[]", sign("[]")).statusCode()).isEqualTo(200);
    String second = "[" + TRACK.replace("'u'", "'v'") + "," + TRACK + "]";
    HttpResponse<String> neither = webhook("POST", "/webhooks/segment", second, sign(TRACK));
    assertThat(neither.statusCode()).isEqualTo(401);
    assertThat(neither.body())
        .contains("the first element or of the whole body")
        .contains("shared secret")
        .contains("changed the body");
    assertThat(queue.events).hasSize(5);
    assertThat(queue.stored(0).door()).isEqualTo(EntryPoint.WEBHOOK);
  }

  @Test
  void a_source_may_require_a_signature_of_the_whole_body() throws Exception {
    ingest.serve(
        List.of(
            source("web", "key-1", "secret-1")
                .with(
                    new AdmissionRules(
                        AdmissionRules.Signature.BODY, AdmissionRules.Anonymous.SKIP))));
    String array = "[" + TRACK + "," + TRACK + "]";

    assertThat(webhook("POST", "/webhooks/segment", array, sign(array)).statusCode())
        .isEqualTo(200);
    assertThat(webhook("POST", "/webhooks/segment", TRACK, sign(TRACK)).statusCode())
        .isEqualTo(200);
    HttpResponse<String> first = webhook("POST", "/webhooks/segment", array, sign(TRACK));
    assertThat(first.statusCode()).isEqualTo(401);
    assertThat(first.body()).contains("the whole body").contains("signature: body");
    assertThat(queue.events).hasSize(3);
  }

  @Test
  void a_wrong_or_missing_signature_is_refused() throws Exception {
    assertThat(webhook("POST", "/webhooks/segment", TRACK, sign(TRACK + " ")).statusCode())
        .isEqualTo(401);
    assertThat(webhook("POST", "/webhooks/segment", TRACK, "").statusCode()).isEqualTo(401);
    HttpResponse<String> missing = post("/webhooks/segment", TRACK, Map.of());
    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.body()).contains("X-Signature is missing");
    assertThat(queue.events).isEmpty();
  }

  @Test
  void a_source_without_a_shared_secret_takes_no_webhook() throws Exception {
    port =
        start(
            List.of(
                new RelayConfig.Source(
                    "open",
                    List.of(),
                    List.of(),
                    source("x", "", "").novu(),
                    Mapping.of(Map.of()),
                    RelayConfig.defaults().sources().get(0).retry())));

    assertThat(post("/webhooks/segment", TRACK, Map.of()).body()).contains("SEGMENT_SHARED_SECRET");
  }

  @Test
  void with_several_sources_a_webhook_names_its_own() throws Exception {
    port = start(List.of(source("web", "k1", "secret-1"), source("app", "k2", "secret-2")));

    HttpResponse<String> bare = webhook("POST", "/webhooks/segment", TRACK, sign(TRACK));
    assertThat(bare.statusCode()).isEqualTo(404);
    assertThat(bare.body()).contains("/webhooks/segment/<source>");
    assertThat(webhook("POST", "/webhooks/segment/web", TRACK, sign(TRACK)).statusCode())
        .isEqualTo(200);
    assertThat(webhook("POST", "/webhooks/segment/app", TRACK, sign(TRACK)).statusCode())
        .isEqualTo(401);
    assertThat(webhook("POST", "/webhooks/segment/none", TRACK, sign(TRACK)).statusCode())
        .isEqualTo(404);
  }

  @Test
  void the_valid_events_of_a_batch_are_queued_and_the_others_named() throws Exception {
    String body = "{'batch':[" + TRACK + ",{'type':'track','messageId':'bad'}],'writeKey':'key-1'}";

    HttpResponse<String> answer = post("/v1/batch", body, Map.of());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"success\":true,\"errors\":[{\"index\":1,\"messageId\":\"bad\",\"code\":\"no_user_anon_id\","
                + "\"message\":\"userId or anonymousId is required\"}]}");
    assertThat(queue.events).hasSize(1);
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
  void an_sdks_body_that_parses_gets_200_and_its_mistakes_by_name(
      String path, String body, String index, String messageId, String code) throws Exception {
    HttpResponse<String> answer = post(path, body, basic("key-1"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith(
            "{'success':true,'errors':[{'index':%s,'messageId':%s,'code':'%s','message':'"
                .formatted(index, messageId.equals("m") ? "'m'" : messageId, code)
                .replace('\'', '"'));
    assertThat(metrics.get(Metrics.REJECTED).tag("code", code).counter().count()).isEqualTo(1);
    assertThat(queue.events).isEmpty();
  }

  @Test
  void a_webhook_of_one_invalid_event_gets_400_and_an_array_200_with_errors() throws Exception {
    String bad = "{'type':'track','userId':'u'}";
    HttpResponse<String> single = webhook("POST", "/webhooks/segment", bad, sign(bad));
    assertThat(single.statusCode()).isEqualTo(400);
    assertThat(single.body()).startsWith("{\"success\":false,\"code\":\"event_not_defined\"");

    HttpResponse<String> all =
        webhook("POST", "/webhooks/segment", "[" + bad + "," + bad + "]", sign(bad));
    assertThat(all.statusCode()).isEqualTo(200);
    assertThat(all.body()).startsWith("{\"success\":true,\"errors\":[{\"index\":0,");
    assertThat(queue.events).isEmpty();

    HttpResponse<String> some =
        webhook("POST", "/webhooks/segment", "[" + bad + "," + TRACK + "]", sign(bad));
    assertThat(some.body()).startsWith("{\"success\":true,\"errors\":[{\"index\":0,");
    assertThat(queue.events).hasSize(1);

    assertThat(webhook("POST", "/webhooks/segment", "[]", sign("[]")).body())
        .contains("empty_batch")
        .contains("\"success\":true");
  }

  @ParameterizedTest
  @EnumSource(AdmissionRules.Anonymous.class)
  void a_source_says_what_becomes_of_anonymous_users(AdmissionRules.Anonymous anonymous)
      throws Exception {
    ingest.serve(
        List.of(
            source("web", "key-1", "secret-1")
                .with(
                    new AdmissionRules(
                        AdmissionRules.Signature.FIRST_ELEMENT_OR_BODY, anonymous))));
    String[] absent = {"", ",'userId':null", ",'userId':''", ",'userId':' '"};

    for (String type : List.of("page", "screen", "identify", "track")) {
      for (String userId : absent) {
        String event = "{'type':'" + type + "','event':'E','anonymousId':'a1'" + userId + "}";
        HttpResponse<String> call = post("/v1/batch", "{'batch':[" + event + "]}", basic("key-1"));
        HttpResponse<String> hook = webhook("POST", "/webhooks/segment", event, sign(event));
        if (anonymous == AdmissionRules.Anonymous.REJECT) {
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

    if (anonymous == AdmissionRules.Anonymous.DELIVER) {
      assertThat(queue.events).hasSize(32).extracting(NewEvent::orderingKey).containsOnly("a1");
    } else {
      assertThat(queue.events).isEmpty();
    }
    if (anonymous == AdmissionRules.Anonymous.SKIP) {
      assertThat(metrics.get(Metrics.NOT_QUEUED).tag("reason", "anonymous").counter().count())
          .isEqualTo(32);
    }
  }

  @Test
  void each_door_has_its_own_limits() throws Exception {
    String event = "{'type':'track','userId':'u','event':'E','properties':{'x':'%s'}}";
    String ofWebhook = event.formatted("y".repeat(500_000));
    String tooLarge = event.formatted("y".repeat(530_000));
    String manySmall = "[" + TRACK + ("," + TRACK).repeat(4_999) + "]";
    String tooMany = "[" + TRACK + ("," + TRACK).repeat(5_000) + "]";
    String first = event.formatted("y".repeat(4_000));
    String large = "[" + first + ("," + first).repeat(3_999) + "]";

    assertThat(webhook("POST", "/webhooks/segment", ofWebhook, sign(ofWebhook)).body())
        .isEqualTo(SUCCESS);
    assertThat(webhook("POST", "/webhooks/segment", tooLarge, sign(tooLarge)).body())
        .contains("at most 524288");
    assertThat(webhook("POST", "/webhooks/segment", manySmall, sign(TRACK)).body())
        .isEqualTo(SUCCESS);
    assertThat(webhook("POST", "/webhooks/segment", tooMany, sign(TRACK)).statusCode())
        .isEqualTo(400);
    assertThat(webhook("POST", "/webhooks/segment", large, sign(first)).body()).isEqualTo(SUCCESS);
    assertThat(queue.events).hasSize(1 + 5_000 + 4_000);

    assertThat(post("/v1/track", event.formatted("y".repeat(33_000)), basic("key-1")).body())
        .contains("at most 32768");
    assertThat(post("/v1/track", ofWebhook + " ".repeat(20_000), basic("key-1")).statusCode())
        .isEqualTo(413);
  }

  @Test
  void a_context_that_makes_each_event_too_large_is_named() throws Exception {
    String body =
        "{'batch':[{'type':'track','userId':'u','event':'E'}],'context':{'x':'%s'}}"
            .formatted("y".repeat(32_740));

    HttpResponse<String> answer = post("/v1/batch", body, basic("key-1"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("bad_request").contains("the batch's context");
    assertThat(queue.events).isEmpty();
  }

  @Test
  void a_context_that_is_copied_too_often_is_refused_before_it_is_copied() throws Exception {
    String events = TRACK + ("," + TRACK).repeat(2_499);
    String context = "{'batch':[" + events + "],'context':{'x':'%s'}}";
    byte[] hostile = gzip(utf8(context.formatted("y".repeat(32_000))));
    assertThat(hostile).hasSizeLessThan(12_000);

    HttpResponse<String> refused =
        post("/v1/batch", hostile, headers(basic("key-1"), "Content-Encoding", "gzip"));

    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body())
        .contains("\"code\":\"too_large\"")
        .contains("the batch's context")
        .contains("at most 4194304");
    assertThat(queue.events).isEmpty();

    HttpResponse<String> usual =
        post("/v1/batch", context.formatted("y".repeat(1_000)), basic("key-1"));
    assertThat(usual.body()).isEqualTo(SUCCESS);
    assertThat(queue.events).hasSize(2_500);
  }

  @Test
  void the_only_source_with_a_shared_secret_needs_no_name() throws Exception {
    RelayConfig.Source sdk = source("app", "k2", "");
    port =
        start(
            List.of(
                new RelayConfig.Source(
                    "app", sdk.writeKeys(), List.of(), sdk.novu(), sdk.mapping(), sdk.retry()),
                source("web", "k1", "secret-1")));

    assertThat(webhook("POST", "/webhooks/segment", TRACK, sign(TRACK)).body()).isEqualTo(SUCCESS);
    assertThat(webhook("POST", "/webhooks/segment/", TRACK, sign(TRACK)).body()).isEqualTo(SUCCESS);
  }

  @Test
  void what_is_sent_again_without_a_message_id_gets_the_same_id() throws Exception {
    String body = "{'userId':'u','event':'E'}";
    post("/v1/track", body, basic("key-1"));
    post("/v1/track", body, basic("key-1"));
    post("/v1/track", body + " ", basic("key-1"));
    post("/v1/track", "{'userId':'u','event':'F'}", basic("key-1"));

    assertThat(queue.events.stream().map(e -> e.messageId()).distinct()).hasSize(2);
    assertThat(queue.events.get(0).messageId()).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void gzip_is_unpacked() throws Exception {
    HttpResponse<String> answer =
        post("/v1/track", gzip(utf8(TRACK)), headers(basic("key-1"), "Content-Encoding", "gzip"));

    assertThat(answer.body()).isEqualTo(SUCCESS);
    assertThat(new String(queue.stored(0).body(), UTF_8)).isEqualTo(TRACK.replace('\'', '"'));
  }

  @Test
  void a_queue_that_is_away_or_full_is_not_a_success() throws Exception {
    queue.result = new EnqueueResult.Unavailable("away");
    HttpResponse<String> away = post("/v1/track", TRACK, basic("key-1"));
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("Retry-After").orElse("")).matches("\\d+");
    assertThat(away.body()).contains("\"code\":\"unavailable\"").contains("\"success\":false");

    queue.result = new EnqueueResult.Unreplicated("0 of 1");
    HttpResponse<String> unreplicated = post("/v1/track", TRACK, basic("key-1"));
    assertThat(unreplicated.statusCode()).isEqualTo(503);
    assertThat(unreplicated.headers().firstValue("Retry-After").orElse("")).matches("\\d+");

    queue.result = new EnqueueResult.Full();
    HttpResponse<String> full = post("/v1/track", TRACK, basic("key-1"));
    assertThat(full.statusCode()).isEqualTo(429);
    assertThat(full.headers().firstValue("Retry-After").orElse("")).matches("\\d+");

    for (String bound : List.of("redis", "replicas", "memory")) {
      assertThat(metrics.get(Metrics.REFUSED).tag("bound", bound).counter().count()).isEqualTo(1);
    }
  }

  @Test
  void settings_are_given_for_a_known_key() throws Exception {
    assertThat(request("GET", "/v1/projects/key-1/settings", new byte[0], Map.of()).body())
        .contains("\"Segment.io\":{\"apiKey\":\"key-1\"}");
    assertThat(request("GET", "/v1/projects/other/settings", new byte[0], Map.of()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void unknown_paths_and_methods_are_answered_in_json() throws Exception {
    HttpResponse<String> missing = post("/nothing", "", Map.of());
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).startsWith("{\"success\":false,\"code\":");
    assertThat(missing.body()).contains("/webhooks/segment/<source>").contains("/v1/<call>");
    for (String path : List.of("/v1/x", "/v1/", "/v1/trackk", "/v1/projects/key-1")) {
      HttpResponse<String> unknown = post(path, TRACK, basic("key-1"));
      assertThat(unknown.statusCode()).as(path).isEqualTo(404);
      assertThat(unknown.body()).startsWith("{\"success\":false,\"code\":");
    }
    assertThat(request("OPTIONS", "/v1/track", new byte[0], Map.of()).statusCode()).isEqualTo(204);
    HttpResponse<String> method = request("GET", "/v1/track", new byte[0], Map.of());
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.body()).startsWith("{\"success\":false,\"code\":");
  }

  @Test
  void bad_input_gets_a_clear_error_and_does_no_harm() throws Exception {
    Map<String, String> key = basic("key-1");
    Map<String, String> gzip = headers(key, "Content-Encoding", "gzip");
    String big = "{'userId':'u','event':'E','properties':{'x':'" + "y".repeat(33_000) + "'}}";
    byte[] packed = gzip(utf8(TRACK));

    assertRefused(400, "JSON", post("/v1/track", "{'userId':", key));
    assertRefused(400, "empty", post("/v1/track", "", key));
    assertThat(post("/v1/track", "{'userId':7.5}", key).body()).contains("userId must be a string");
    assertThat(post("/v1/track", big, key).body()).contains("at most 32768");
    assertThat(post("/v1/track", "{'a':" + "[".repeat(99) + "]".repeat(99) + "}", key).body())
        .contains("nest");
    assertThat(post("/v1/track", "{\"a\":\"\u00C3\"}".getBytes(ISO_8859_1), key).body())
        .contains("UTF-8");
    assertRefused(400, "gzip", post("/v1/track", utf8("no gzip"), gzip));
    assertRefused(
        400, "gzip", post("/v1/track", java.util.Arrays.copyOf(packed, packed.length - 9), gzip));
    assertRefused(413, "512000", post("/v1/track", zeros(1_000_000_000), gzip));
    assertRefused(
        415, "Content-Encoding", post("/v1/track", TRACK, headers(key, "Content-Encoding", "br")));

    assertThat(queue.events).isEmpty();
    assertThat(post("/v1/track", TRACK, key).body()).isEqualTo(SUCCESS);
  }

  @Test
  void a_body_of_10_megabytes_is_refused_before_it_is_read() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      var out = socket.getOutputStream();
      out.write(utf8("POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n"));
      out.write(new byte[600_000]);
      out.flush();

      // the other 9.4 MB are never sent
      assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 413");
    }
  }

  private static void assertRefused(int status, String mentions, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body())
        .startsWith("{\"success\":false,\"code\":\"")
        .contains(mentions)
        .doesNotContain("Exception")
        .doesNotContain("com.fasterxml");
  }

  private HttpResponse<String> webhook(String method, String path, String body, String signature)
      throws Exception {
    return request(method, path, utf8(body), Map.of("X-Signature", signature));
  }

  private HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    return post(path, utf8(body), headers);
  }

  private HttpResponse<String> post(String path, byte[] body, Map<String, String> headers)
      throws Exception {
    return request("POST", path, body, headers);
  }

  private HttpResponse<String> request(
      String method, String path, byte[] body, Map<String, String> headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static Map<String, String> basic(String key) {
    return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(utf8(key + ":")));
  }

  private static Map<String, String> headers(Map<String, String> some, String name, String value) {
    var all = new java.util.HashMap<>(some);
    all.put(name, value);
    return all;
  }

  private static String sign(String body) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec("secret-1".getBytes(UTF_8), "HmacSHA1"));
    return HexFormat.of().formatHex(mac.doFinal(utf8(body)));
  }

  private static byte[] zeros(int size) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      byte[] chunk = new byte[1_000_000];
      for (int i = 0; i < size / chunk.length; i++) {
        gzip.write(chunk);
      }
    }
    byte[] all = packed.toByteArray();
    // the beginning is enough: a gigabyte of zeros is a megabyte packed, which is over the limit as
    // it is
    return java.util.Arrays.copyOf(all, Math.min(all.length, 500_000));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static RelayConfig.Source source(String name, String writeKey, String secret) {
    return new RelayConfig.Source(
        name,
        List.of(new Secret(writeKey)),
        List.of(new Secret(secret)),
        new RelayConfig.Novu(
            RelayConfig.defaults().sources().get(0).novu().url(),
            new Secret("n"),
            RelayConfig.defaults().sources().get(0).novu().timeout()),
        Mapping.of(Map.of()),
        RelayConfig.defaults().sources().get(0).retry());
  }

  private static byte[] utf8(String text) {
    return text.replace('\'', '"').getBytes(UTF_8);
  }
}
