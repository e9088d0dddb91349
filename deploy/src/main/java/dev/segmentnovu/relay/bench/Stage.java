package dev.segmentnovu.relay.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All processes of one scenario, new for each: the one before must leave nothing behind. */
final class Stage implements AutoCloseable {
  private final Children children;
  private final BenchOptions options;
  private final Path configuration;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int adminPort = Children.freePort();
  private final ChildProcess ingest;
  private final List<ChildProcess> workers = new ArrayList<>();

  final int httpPort = Children.freePort();
  final BenchRedis redis;
  final FakeNovu novu;
  final LoadGenerator load;

  /** Starts all but the workers; returns when they are ready. */
  Stage(Children children, BenchOptions options) {
    this.children = children;
    this.options = options;
    novu = new FakeNovu(children, options);
    load = new LoadGenerator(children, novu.port);
    redis = new BenchRedis(children, options);
    configuration =
        BenchRelay.write(children.directory(), redis.port, novu.port, httpPort, adminPort);
    ingest = children.relay(options, "ingest", settings(Map.of()));
    novu.awaitReady();
    awaitReady("ingest", adminPort);
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(options.settings());
    settings.put("RELAY_CONFIG", configuration.toString());
    settings.putAll(more);
    return settings;
  }

  /** Starts the workers; returns when they are ready. */
  void startWorkers() {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < options.workers(); i++) {
      int port = Children.freePort();
      ports.add(port);
      workers.add(
          children.relay(
              options, "worker", settings(Map.of("RELAY_OPS_PORT", Integer.toString(port)))));
    }
    ports.forEach(port -> awaitReady("worker", port));
  }

  private void awaitReady(String what, int port) {
    children.await(
        what + " on port " + port,
        () -> {
          try {
            return ask(port, "/health/ready").statusCode() == 200;
          } catch (IOException e) {
            return false;
          }
        });
  }

  /** How the queue stands, as ingest's admin port tells it. */
  String queue() {
    try {
      return ask(adminPort, "/admin/queue").body();
    } catch (IOException e) {
      return "unknown: " + e.getMessage();
    }
  }

  private HttpResponse<String> ask(int port, String path) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("Interrupted", e);
    }
  }

  /** What has been used and done until now. */
  Usage usage() {
    Map<String, Long> cpu = new HashMap<>();
    cpu.put("ingest", ingest.cpuMicros());
    cpu.put("worker", workers.stream().mapToLong(ChildProcess::cpuMicros).sum());
    cpu.put("redis", redis.process.cpuMicros());
    cpu.put("novu", novu.process.cpuMicros());
    cpu.put("load", load.process.cpuMicros());
    return Usage.of(cpu, redis.info(), novu.stats());
  }

  /** Ends ingest, workers and Redis. */
  void stopRelay() {
    workers.forEach(children::stop);
    children.stop(ingest);
    children.stop(redis.process);
  }

  @Override
  public void close() {
    stopRelay();
    children.stop(load.process);
    children.stop(novu.process);
  }
}
