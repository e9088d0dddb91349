package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.bench.process.BenchFailure;
import dev.segmentnovu.bench.process.BenchRedis;
import dev.segmentnovu.bench.process.BenchRelay;
import dev.segmentnovu.bench.process.ChildProcess;
import dev.segmentnovu.bench.process.FakeNovu;
import dev.segmentnovu.bench.process.LoadGenerator;
import dev.segmentnovu.bench.process.ProcessGroup;
import dev.segmentnovu.event.EventCodec;
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
import java.util.function.Function;

/**
 * All processes of one scenario. They are new for each scenario, so that none depends on the
 * previous one.
 */
final class Stage implements AutoCloseable {
  private final ProcessGroup children;
  private final BenchOptions options;
  private final Scenario scenario;
  private final Map<String, String> common;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int adminPort = ProcessGroup.freePort();
  private final ChildProcess ingest;
  private final List<ChildProcess> workers = new ArrayList<>();

  final int httpPort = ProcessGroup.freePort();
  final BenchRedis redis;
  final FakeNovu novu;
  final LoadGenerator load;

  /**
   * Measures something on a new stage.
   *
   * @throws BenchFailure if it fails, with the last words of the processes that have ended: this
   *     must be found out before the other processes are stopped
   */
  static ObjectNode on(
      ProcessGroup children,
      BenchOptions options,
      Scenario scenario,
      Function<Stage, ObjectNode> measurement) {
    try (var stage = new Stage(children, options, scenario)) {
      try {
        return measurement.apply(stage);
      } catch (BenchFailure e) {
        throw children.explained(e);
      }
    }
  }

  /** Starts all processes but the workers; returns when they are ready. */
  private Stage(ProcessGroup children, BenchOptions options, Scenario scenario) {
    this.children = children;
    this.options = options;
    this.scenario = scenario;
    novu = new FakeNovu(children, options);
    load = new LoadGenerator(children, novu.port);
    redis = new BenchRedis(children, options);
    common = new HashMap<>(options.settings());
    common.putAll(configuration());
    ingest = children.relay(options, "ingest", common);
    novu.awaitReady();
    awaitReady("ingest", adminPort);
  }

  private Map<String, String> configuration() {
    if (!options.program().isEmpty()) {
      return BenchRelay.settings(redis.port, novu.port, httpPort, adminPort);
    }
    Path file = BenchRelay.write(children.directory(), redis.port, novu.port, httpPort, adminPort);
    return Map.of("RELAY_CONFIG", file.toString());
  }

  /** Starts the workers if they do not run; returns when they are ready. */
  void startWorkers() {
    if (!workers.isEmpty()) {
      return;
    }
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < options.workers(); i++) {
      int port = ProcessGroup.freePort();
      ports.add(port);
      Map<String, String> settings = new HashMap<>(common);
      settings.put("RELAY_OPS_PORT", Integer.toString(port));
      workers.add(children.relay(options, "worker", settings));
    }
    ports.forEach(port -> awaitReady("worker", port));
  }

  /**
   * Stops the workers when the queue is empty. Otherwise events of a stopped worker would be
   * delivered again after their lease.
   */
  void stopWorkers() {
    if (!workers.isEmpty()) {
      children.await("The end of the queue", () -> waiting() == 0);
      workers.forEach(children::stop);
      workers.clear();
    }
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

  /** The state of the queue, from ingest's admin port. */
  String queue() {
    try {
      return ask(adminPort, "/admin/queue").body();
    } catch (IOException e) {
      return "unknown: " + e.getMessage();
    }
  }

  /**
   * The number of events that are accepted and not settled, including those that are at Novu.
   *
   * @throws BenchFailure if ingest does not return it
   */
  long waiting() {
    return count("depth");
  }

  /**
   * The number of dead letters; 0 if the measured program keeps none.
   *
   * @throws BenchFailure if ingest does not return it
   */
  long dead() {
    return count("dead");
  }

  private long count(String member) {
    String queue = queue();
    try {
      return EventCodec.JSON.readTree(queue).at("/sources/0/" + member).longValue();
    } catch (JsonProcessingException e) {
      throw new BenchFailure("How the queue stands is " + queue, e);
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

  /** The usage of all processes until now. */
  Usage usage() {
    Map<String, Long> cpu = new HashMap<>();
    cpu.put("ingest", ingest.cpuMicros());
    cpu.put("worker", workers.stream().mapToLong(ChildProcess::cpuMicros).sum());
    cpu.put("redis", redis.process.cpuMicros());
    cpu.put("novu", novu.process.cpuMicros());
    cpu.put("load", load.process.cpuMicros());
    return Usage.of(cpu, redis.info(), novu.stats(), scenario);
  }

  /**
   * The highest resident memory of the relay's processes since they started, in MB, with the sum
   * for the workers; 0 if the system does not tell.
   */
  ObjectNode peakMegabytes() {
    return EventCodec.JSON
        .createObjectNode()
        .put("ingest", ingest.peakMegabytes())
        .put("redis", redis.process.peakMegabytes())
        .put("worker", workers.stream().mapToLong(ChildProcess::peakMegabytes).sum());
  }

  /** Stops ingest, workers and Redis. */
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
