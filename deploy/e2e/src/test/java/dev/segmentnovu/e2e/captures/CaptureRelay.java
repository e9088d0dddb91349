package dev.segmentnovu.e2e.captures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.IngestVerticle;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.trace.Tracing;
import dev.segmentnovu.testing.Configs;
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
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Ingest and a worker in this JVM, with a Novu that records its calls and accepts everything. */
final class CaptureRelay implements AutoCloseable {

  /**
   * A request to Novu.
   *
   * @param line its method and path
   * @param authorization null if the request lacks this header
   * @param idempotencyKey null if the request lacks this header
   * @param body JSON null if the request has none
   */
  record Call(
      String line,
      @Nullable String authorization,
      @Nullable String idempotencyKey,
      JsonNode body) {}

  /** A response of ingest; the head is the status line and the headers. */
  record Response(int status, String head, String body) {
    /** The head in lower case. */
    String headers() {
      return head.toLowerCase(Locale.ROOT);
    }
  }

  /** The name of the only source. */
  final String source = "c" + UUID.randomUUID().toString().replace("-", "");

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private final RedisEventQueue queue;
  private final int port;

  /** Starts all parts; returns when they listen. */
  CaptureRelay() {
    HttpServer novu =
        get(vertx.createHttpServer().requestHandler(this::novu).listen(0, "127.0.0.1"));
    queue = RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue());
    var config =
        Sources.source(source)
            .writeKeys("TESTWRITEKEY123")
            .sharedSecrets("abc123")
            .novu(URI.create("http://127.0.0.1:" + novu.actualPort()), "nk")
            .timeout(Duration.ofSeconds(5))
            .workflow("Order Completed", "receipt")
            .workflow("Custom MessageId", "custom")
            .workflow("E1", "one")
            .build();
    var metrics = new SimpleMeterRegistry();
    var ingest =
        new IngestVerticle(
            Configs.localIngest(),
            List.of(config),
            queue,
            new AdmissionControl(Configs.defaults().ingest().inFlight(), metrics),
            metrics,
            new ActivityRecorder(),
            Clock.systemUTC(),
            Tracing.OFF,
            new FailureLogs(System::nanoTime));
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

  /** The requests that Novu received. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The method and path of each request to Novu, once {@code events} events are settled. */
  List<String> lines(int events) {
    await()
        .untilAsserted(
            () -> {
              var totals = get(Future.fromCompletionStage(queue.stats(source))).totals();
              assertThat(totals.delivered() + totals.skipped() + totals.died()).isEqualTo(events);
              assertThat(totals.died()).isZero();
            });
    return calls.stream().map(Call::line).toList();
  }

  /** The body of the first POST to {@code path} whose {@code member} has this value. */
  JsonNode body(String path, String member, String value) {
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
  Response replay(String file, String path) throws IOException {
    byte[] bytes;
    try (var in = CaptureRelay.class.getResourceAsStream("/captures/" + file + ".http")) {
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

  private static Response read(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the response ends in its head").isNotNegative();
      head.append((char) next);
    }
    int status = Integer.parseInt(head.substring(9, 12));
    int length = 0;
    for (String line : head.toString().split("\r\n", -1)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return new Response(
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

  /** Parses JSON; an object may be written with single quotes. */
  static JsonNode json(String text) {
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

  @Override
  public void close() {
    get(vertx.close());
    queue.close();
  }
}
