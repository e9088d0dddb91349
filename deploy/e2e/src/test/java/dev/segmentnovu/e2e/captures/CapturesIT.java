package dev.segmentnovu.e2e.captures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.IngestVerticle;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.WorkerVerticle;
import dev.segmentnovu.worker.health.WorkerMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes that real Segment clients send, through ingest, Redis and a worker to a Novu. */
final class CapturesIT {

  private static final String SUCCESS = "{\"success\":true}";

  private record Call(String line, String authorization, String idempotencyKey, JsonNode body) {}

  private record Reply(int status, String head, String body) {}

  private final String source = "c" + UUID.randomUUID().toString().replace("-", "");
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private RedisEventQueue queue;
  private int port;

  @BeforeEach
  void start() {
    HttpServer novu =
        get(vertx.createHttpServer().requestHandler(this::novu).listen(0, "127.0.0.1"));
    queue = RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue());
    var config =
        Sources.of(
            source,
            List.of(new Secret("TESTWRITEKEY123")),
            List.of(new Secret("abc123")),
            new RelayConfig.Novu(
                URI.create("http://127.0.0.1:" + novu.actualPort()),
                new Secret("nk"),
                Duration.ofSeconds(5)),
            Mappings.of(
                Map.of("Order Completed", "receipt", "Custom MessageId", "custom", "E1", "one")),
            Configs.defaults().sources().get(0).retry());
    var metrics = new SimpleMeterRegistry();
    var ingest =
        new IngestVerticle(
            Configs.defaults().ingest().at("127.0.0.1", 0),
            List.of(config),
            queue,
            new AdmissionControl(Configs.defaults().ingest().inFlight(), metrics),
            metrics,
            Clock.systemUTC());
    get(vertx.deployVerticle(ingest));
    port = ingest.port();
    get(
        vertx.deployVerticle(
            new WorkerVerticle(
                Configs.defaults().queue(),
                List.of(config),
                queue,
                new WorkerMeters(metrics),
                Clock.systemUTC(),
                RandomGenerator.of("SplittableRandom"))));
  }

  @AfterEach
  void stop() {
    get(vertx.close());
    queue.close();
  }

  @Test
  void analytics_java() throws IOException {
    Reply reply = replay("analytics-java-3.5.4-001-post_v1_import_", "/v1/import/");

    // one of its events is of an anonymous user, so ingest skips it
    assertSuccess(reply);
    assertThat(lines(7))
        .containsExactlyInAnyOrder(
            "GET /v2/subscribers/019mr8mf4r",
            "POST /v2/subscribers",
            "POST /v1/events/trigger",
            "POST /v2/topics/0e8c78ea9d97a7b8185e8632/subscriptions",
            "POST /v1/events/trigger");
    assertThat(body("/v2/subscribers", "subscriberId", "019mr8mf4r"))
        .isEqualTo(
            json(
                "{'subscriberId':'019mr8mf4r','email':'pgibbons@example.com','firstName':'Peter',"
                    + "'lastName':'Gibbons','phone':'+15551234567','locale':'en-US','timezone':'America/Chicago',"
                    + "'data':{'logins':5,'createdAt':'2023-11-14T22:13:20.123Z','address':{'city':'Austin'}}}"));
    assertThat(body("/v1/events/trigger", "name", "receipt"))
        .isEqualTo(
            json(
                "{'name':'receipt','to':{'subscriberId':'019mr8mf4r'},'payload':{'order_id':'50314b8e9bcf000000000000',"
                    + "'revenue':39.95,'unicode':'héllo ☃ 😀 \\'quoted\\' </script> & = \\u0027','big':12345678901234567},"
                    + "'transactionId':'"
                    + source
                    + ":030cda47-5884-406a-8481-d37d9f89a569:receipt'}"));
    assertThat(body("/v1/events/trigger", "name", "custom"))
        .isEqualTo(
            json(
                "{'name':'custom','to':{'subscriberId':'u-msgid'},'payload':{},'transactionId':'"
                    + source
                    + ":my-custom-message-id-1:custom'}"));
    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(call.authorization()).isEqualTo("ApiKey nk");
              assertThat(call.idempotencyKey() == null).isEqualTo(call.line().startsWith("GET"));
            });
  }

  @Test
  void analytics_java_with_gzip_and_chunks() throws IOException {
    Reply reply = replay("analytics-java-3.5.4-gzip-001-post_v1_import_", "/v1/import/");

    assertSuccess(reply);
    assertThat(lines(7)).hasSize(5).filteredOn("POST /v1/events/trigger"::equals).hasSize(2);
  }

  @Test
  void analytics_node() throws IOException {
    Reply reply = replay("analytics-node-3.1.0-001-post_v1_batch", "/v1/batch");

    assertSuccess(reply);
    assertThat(lines(7)).filteredOn("POST /v1/events/trigger"::equals).isNotEmpty();
    JsonNode subscriber = body("/v2/subscribers", "subscriberId", "019mr8mf4r");
    assertThat(subscriber.at("/avatar").asText()).isEqualTo("https://example.com/a.png");
    assertThat(subscriber.at("/data/plan").asText()).isEqualTo("premium");
    assertThat(subscriber.at("/data").has("name")).isFalse();
  }

  @Test
  void analytics_next_preflight() throws IOException {
    Reply reply = replay("analytics-next-1.84.3-standard-001-options_v1_p", "/v1/p");

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.head().toLowerCase(java.util.Locale.ROOT))
        .contains("access-control-allow-origin: *")
        .contains("access-control-allow-headers: authorization, content-type, x-retry-count");
  }

  @Test
  void analytics_next_page_of_an_anonymous_visitor() throws IOException {
    Reply reply = replay("analytics-next-1.84.3-standard-002-post_v1_p", "/v1/p");

    // a browser logs an error for each page view that gets another response
    assertSuccess(reply);
    assertThat(reply.head().toLowerCase(java.util.Locale.ROOT))
        .contains("access-control-allow-origin: *");
  }

  @Test
  void analytics_next_identify() throws IOException {
    Reply reply = replay("analytics-next-1.84.3-standard-004-post_v1_i", "/v1/i");

    assertSuccess(reply);
    assertThat(lines(1))
        .containsExactly("PATCH /v2/subscribers/019mr8mf4r", "POST /v2/subscribers");
    assertThat(calls.get(1).body())
        .isEqualTo(
            json(
                "{'subscriberId':'019mr8mf4r','email':'pgibbons@example.com','firstName':'Peter','lastName':'Gibbons',"
                    + "'locale':'en-US','timezone':'America/Chicago'}"));
  }

  @Test
  void webhook_identify() throws IOException {
    assertSuccess(replay("webhook-actions-001-post_segment_webhook", "/webhooks/segment"));

    assertThat(lines(1))
        .containsExactly("GET /v2/subscribers/97980cfea0067", "POST /v2/subscribers");
    assertThat(calls.get(1).body())
        .isEqualTo(
            json(
                "{'subscriberId':'97980cfea0067','email':'peter@example.com','firstName':'Peter','lastName':'Gibbons',"
                    + "'locale':'en-US','timezone':'Europe/Amsterdam','data':{'plan':'premium','logins':5}}"));
  }

  @Test
  void webhook_track_keeps_its_numbers() throws IOException {
    assertSuccess(replay("webhook-actions-002-post_segment_webhook", "/webhooks/segment"));

    assertThat(lines(1)).containsExactly("POST /v1/events/trigger");
    assertThat(calls.get(0).body().at("/payload").toString())
        .contains("\"big\":12345678901234567000", "\"tiny\":1E-7", "\"revenue\":39.95");
  }

  @Test
  void webhook_delete() throws IOException {
    assertSuccess(
        replay("webhook-actions-007-post_segment_webhook", "/webhooks/segment/" + source));

    assertThat(lines(1)).containsExactly("DELETE /v2/subscribers/97980cfea0067");
  }

  @Test
  void webhook_array_of_which_the_first_event_is_signed() throws IOException {
    assertSuccess(replay("webhook-actions-010-post_segment_webhook", "/webhooks/segment"));

    assertThat(lines(6))
        .containsExactly(
            "GET /v2/subscribers/97980cfea0067",
            "POST /v2/subscribers",
            "POST /v1/events/trigger",
            "POST /v2/topics/g1/subscriptions");
  }

  @Test
  void extensible_webhook() throws IOException {
    assertSuccess(replay("webhook-extensible-001-post_segment_webhook", "/webhooks/segment"));

    assertThat(lines(1)).containsExactly("POST /v1/events/trigger");
    assertThat(calls.get(0).body())
        .isEqualTo(
            json(
                "{'name':'one','to':{'subscriberId':'u1'},'payload':{'n':1},'transactionId':'"
                    + source
                    + ":mx1:one'}"));
  }

  private static void assertSuccess(Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(SUCCESS);
    assertThat(reply.head().toLowerCase(java.util.Locale.ROOT))
        .contains("content-type: application/json");
  }

  /** The requests to Novu, once {@code events} events are settled. */
  private List<String> lines(int events) {
    await()
        .untilAsserted(
            () -> {
              var totals = get(Future.fromCompletionStage(queue.stats(source))).totals();
              assertThat(totals.delivered() + totals.skipped() + totals.died()).isEqualTo(events);
              assertThat(totals.died()).isZero();
            });
    return calls.stream().map(Call::line).toList();
  }

  private JsonNode body(String path, String member, String value) {
    return calls.stream()
        .filter(call -> call.line().equals("POST " + path))
        .map(Call::body)
        .filter(body -> body.path(member).asText().equals(value))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Sends a capture's bytes unchanged, except for the webhooks' path, which is the receiver's own
   * setting.
   */
  private Reply replay(String file, String path) throws IOException {
    byte[] bytes;
    try (var in = CapturesIT.class.getResourceAsStream("/captures/" + file + ".http")) {
      bytes = in.readAllBytes();
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String request = text.replaceFirst(" /segment/webhook ", " " + path + " ");
    assertThat(request).contains(" " + path + " HTTP/1.1\r\n");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return read(socket);
    }
  }

  private static Reply read(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the answer ends in its head").isNotNegative();
      head.append((char) next);
    }
    int status = Integer.parseInt(head.substring(9, 12));
    int length = 0;
    for (String line : head.toString().split("\r\n", -1)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return new Reply(
        status,
        head.toString(),
        new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8));
  }

  /** A Novu that has no subscribers and accepts everything. */
  private void novu(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              String method = request.method().name();
              calls.add(
                  new Call(
                      method + " " + request.path(),
                      request.getHeader("Authorization"),
                      request.getHeader("Idempotency-Key"),
                      json(body.length() == 0 ? "null" : body.toString())));
              boolean unknown = method.equals("GET") || method.equals("PATCH");
              var unused =
                  request
                      .response()
                      .setStatusCode(unknown ? 404 : 201)
                      .end("{\"data\":{\"acknowledged\":true,\"status\":\"processed\"}}");
            });
  }

  private static JsonNode json(String text) {
    String json =
        text.startsWith("{'")
            ? text.replace("\\'", "\u0001").replace('\'', '"').replace("\u0001", "\\\"")
            : text;
    try {
      return EventCodec.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
