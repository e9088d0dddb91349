package dev.segmentnovu.e2e.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.EmbeddedRedis;
import dev.segmentnovu.relay.runtime.IngestProcess;
import dev.segmentnovu.relay.runtime.ProcessRuntime;
import dev.segmentnovu.relay.runtime.RedisWatch;
import dev.segmentnovu.relay.runtime.Shutdown;
import dev.segmentnovu.relay.runtime.WorkerProcess;
import dev.segmentnovu.relay.runtime.config.LiveConfig;
import dev.segmentnovu.sandbox.SandboxNovu;
import dev.segmentnovu.sandbox.environment.RateLimits;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import dev.segmentnovu.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/**
 * An ingest and a worker with the registry of a process each, on one Redis, with a Novu that limits
 * the rate of calls, so that every metric is exported.
 */
final class MonitoredRelay implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Shutdown shutdown = new Shutdown(Duration.ofSeconds(20));
  private final DataDirectory data;
  private final EmbeddedRedis redis;
  private final IngestProcess.Ports ports;
  private final int opsPort;

  /**
   * Starts it.
   *
   * @param sandboxes starts its Novu
   */
  MonitoredRelay(Path directory, Sandboxes sandboxes) throws IOException {
    SandboxNovu novu =
        sandboxes.start(
                SandboxOptions.onPort(0)
                    .withWorkflows("receipt")
                    .withIdempotency()
                    .withRateLimits(RateLimits.perSecond(60, 20, 30)))
            .novu;
    data = DataDirectory.hold(directory.resolve("redis"));
    redis = EmbeddedRedis.start(data, FreePort.next());
    Path file =
        Files.writeString(
            directory.resolve("relay.yaml"),
            """
            redis: { url: "%s" }
            ingest: { port: 0 }
            admin: { host: 127.0.0.1, port: 0 }
            ops: { host: 127.0.0.1, port: 0 }
            alerts: { receivers: [ { name: on-call, url: "http://127.0.0.1:9/", secret: "%s" } ] }
            sources:
              web:
                writeKeys: [ web-key ]
                workflows: { Order Completed: receipt }
                novu: { url: "%s", apiKey: key }
            """
                .formatted(redis.uri(), "whsec_" + "A".repeat(32), novu.url()));
    Map<String, String> environment = Map.of("RELAY_CONFIG", file.toString());
    Part worker = new Part(environment, ProcessRole.WORKER);
    opsPort = WorkerProcess.start(worker.runtime, worker.live, worker.queue, worker.watch);
    Part ingest = new Part(environment, ProcessRole.INGEST);
    ports = IngestProcess.start(ingest.runtime, ingest.live, ingest.queue, ingest.watch, null);
  }

  /** What a process consists of before it serves. */
  private final class Part {
    final ProcessRuntime runtime = new ProcessRuntime(shutdown);
    final LiveConfig live;
    final RedisEventQueue queue;
    final RedisWatch watch;

    Part(Map<String, String> environment, ProcessRole role) {
      live = runtime.config(ConfigLoader.of(environment, role), role);
      RelayConfig.Redis address = Objects.requireNonNull(live.running().redis());
      queue = runtime.queue(address, live.running().queue());
      watch = runtime.watch(queue, address.durability(), live);
    }
  }

  /** Delivers an event, lets another die, and returns when both ports show it. */
  void work() {
    send("identify", "{\"userId\":\"ada\",\"traits\":{\"email\":\"ada@example.com\"}}");
    send("track", "{\"userId\":\"ada\",\"event\":\"Order Completed\"}");
    send("track", "{\"userId\":\"ada\",\"event\":\"Nobody Listens\"}");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(worker())
                  .contains(
                      "relay_worker_events_settled_total{outcome=\"delivered\",source=\"web\"} 2.0")
                  .contains(
                      "relay_worker_events_settled_total{outcome=\"dead\",source=\"web\"} 1.0")
                  .contains("relay_worker_budget_tokens_per_second");
              assertThat(ingest())
                  .contains("relay_queue_unmapped_dead_letters{source=\"web\"} 1.0")
                  .contains("relay_queue_budget_granted_tokens_total");
            });
  }

  /** Returns when the ingest has looked at the queue and at the processes. */
  void awaitSample() {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(ingest()).contains("relay_queue_live_workers{source=\"web\"} 1.0"));
  }

  private void send(String call, String body) {
    String key = Base64.getEncoder().encodeToString("web-key:".getBytes(StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.ingest() + "/v1/" + call))
            .header("Authorization", "Basic " + key)
            .POST(BodyPublishers.ofString(body));
    HttpResponse<String> response = exchange(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  /** The port of the ingest that Prometheus scrapes. */
  int adminPort() {
    return ports.admin();
  }

  /** The port of the worker that Prometheus scrapes. */
  int opsPort() {
    return opsPort;
  }

  /** The text of the admin port. */
  String ingest() {
    return metrics(ports.admin());
  }

  /** The text of the ops port. */
  String worker() {
    return metrics(opsPort);
  }

  /** What both ports export. */
  Exposition exported() {
    return Exposition.of(ingest(), worker());
  }

  private String metrics(int port) {
    HttpResponse<String> response =
        exchange(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")));
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    shutdown.close();
    redis.close();
    data.close();
  }
}
