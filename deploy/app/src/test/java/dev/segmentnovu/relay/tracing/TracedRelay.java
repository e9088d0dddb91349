package dev.segmentnovu.relay.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.IngestVerticle;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.queue.control.Pauses;
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
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Ingest and a worker over a real Redis, with a Novu that records headers, and their spans. */
final class TracedRelay implements AutoCloseable {

  /** A request to Novu. */
  record Call(String line, @Nullable String traceparent) {}

  /** The name of the only source. */
  final String source = "t" + UUID.randomUUID().toString().replace("-", "");

  /** The requests that Novu received. */
  final List<Call> calls = new CopyOnWriteArrayList<>();

  /** The entries that ingest wrote. */
  final List<String> entries = new CopyOnWriteArrayList<>();

  /** The statuses that Novu answers with first; 201 after them. */
  final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk;
  private final Tracing tracing;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final RelayConfig.Queue config =
      Configs.with(QueueSettings.POLL, Duration.ofMillis(100)).queue();
  private final RedisEventQueue queue = RedisEventQueue.connect(TestRedis.redis(), config);
  private final RelayConfig.Source configured;
  private final int port;
  private final FailureLogs failures = new FailureLogs(System::nanoTime);

  private TracedRelay(Sampler sampler, boolean on) {
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    tracing = on ? new OpenTelemetryTracing(sdk) : Tracing.OFF;
    HttpServer novu =
        get(vertx.createHttpServer().requestHandler(this::novu).listen(0, "127.0.0.1"));
    configured =
        Sources.source(source)
            .writeKeys("key-of-" + source)
            .novu(URI.create("http://127.0.0.1:" + novu.actualPort()), "nk")
            .timeout(Duration.ofSeconds(5))
            .retry(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMinutes(1))
            .workflow("Order Completed", "receipt")
            .build();
    var ingest =
        new IngestVerticle(
            Configs.localIngest(),
            List.of(configured),
            (name, events) -> {
              events.forEach(event -> entries.add(new String(event.entry(), UTF_8)));
              return queue.enqueue(name, events);
            },
            new AdmissionControl(Configs.defaults().ingest().inFlight(), metrics),
            metrics,
            new ActivityRecorder(),
            Clock.systemUTC(),
            tracing,
            failures);
    get(vertx.deployVerticle(ingest));
    port = ingest.port();
  }

  /** A relay that traces, in which no worker runs yet. */
  static TracedRelay traced() {
    return new TracedRelay(Sampler.parentBased(Sampler.alwaysOn()), true);
  }

  /** The same, where another sampler decides. */
  static TracedRelay sampled(Sampler sampler) {
    return new TracedRelay(sampler, true);
  }

  /** A relay whose traces are off. */
  static TracedRelay untraced() {
    return new TracedRelay(Sampler.alwaysOn(), false);
  }

  /** Starts a worker. */
  void work() {
    get(
        vertx.deployVerticle(
            new WorkerVerticle(
                config,
                List.of(configured),
                Pauses.of(List.of()),
                queue,
                new WorkerMeters(metrics),
                Clock.systemUTC(),
                RandomGenerator.of("SplittableRandom"),
                tracing,
                failures)));
  }

  /** Sends a body to the tracking API; it may use single quotes. */
  int post(String path, String body, Map<String, String> headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(
                BodyPublishers.ofString(
                    body.replace('\'', '"').replace("KEY", "key-of-" + source)));
    headers.forEach(request::header);
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return response.statusCode();
  }

  /** Waits until so many events are settled. */
  void awaitSettled(int events) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              var totals = get(Future.fromCompletionStage(queue.stats(source))).totals();
              return totals.delivered() + totals.skipped() + totals.died() == events;
            });
  }

  /** The ended spans, once there are at least so many. */
  List<SpanData> spans(int atLeast) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> exporter.getFinishedSpanItems().size() >= atLeast);
    return exporter.getFinishedSpanItems();
  }

  private void novu(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              calls.add(
                  new Call(
                      request.method().name() + " " + request.path(),
                      request.getHeader("traceparent")));
              Integer status = statuses.poll();
              var unused =
                  request
                      .response()
                      .setStatusCode(status == null ? 201 : status)
                      .putHeader("Content-Type", "application/json")
                      .end(answer(request.path(), body));
            });
  }

  private static String answer(String path, Buffer body) {
    String one = "{\"acknowledged\":true,\"status\":\"processed\"}";
    if (!path.endsWith("/bulk")) {
      return "{\"data\":" + one + "}";
    }
    try {
      JsonNode events = EventCodec.JSON.readTree(body.getBytes()).path("events");
      return "{\"data\":[" + (one + ",").repeat(events.size() - 1) + one + "]}";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static <T> T get(Future<T> future) {
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
    sdk.close();
  }
}
