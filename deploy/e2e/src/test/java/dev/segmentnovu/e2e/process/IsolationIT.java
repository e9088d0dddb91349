package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.e2e.fixture.Backlog;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.EmbeddedRedis;
import dev.segmentnovu.relay.runtime.EventLoops;
import dev.segmentnovu.relay.runtime.ProcessRuntime;
import dev.segmentnovu.relay.runtime.RedisWatch;
import dev.segmentnovu.relay.runtime.Shutdown;
import dev.segmentnovu.relay.runtime.WorkerProcess;
import dev.segmentnovu.relay.runtime.config.LiveConfig;
import dev.segmentnovu.sandbox.SandboxNovu;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two sources in one worker process. The Novu of one source stops working. */
class IsolationIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration NOVU_TIMEOUT = Duration.ofSeconds(2);
  private static final Map<String, String> WORKFLOWS = Map.of("Order Completed", "receipt");

  private static final int HEALTHY_EVENTS = 500;
  private static final Duration BETWEEN = Duration.ofMillis(20);
  private static final int FAILING_USERS = 1_000;

  /**
   * The attempts that an outage of ten seconds may cost: in each worker the calls in flight when it
   * begins, up to ten failures, and the probes.
   */
  private static final int FEW = 25 * EventLoops.ofEach();

  @TempDir private Path directory;

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final SandboxNovu well = sandbox();
  private final SandboxNovu ill = sandbox();
  private final Shutdown shutdown = new Shutdown(Duration.ofSeconds(20));
  private DataDirectory data;
  private EmbeddedRedis redis;
  private RedisEventQueue queue;
  private ProcessRuntime runtime;

  @BeforeEach
  void start() throws Exception {
    data = DataDirectory.hold(directory.resolve("redis"));
    redis = EmbeddedRedis.start(data, FreePort.next());
    runtime = new ProcessRuntime(shutdown);
    LiveConfig live =
        runtime.config(ConfigLoader.of(file(), ProcessRole.WORKER), ProcessRole.WORKER);
    RelayConfig.Redis address = Objects.requireNonNull(live.running().redis());
    queue = runtime.queue(address, live.running().queue());
    RedisWatch watch = runtime.watch(queue, address.durability(), live);
    WorkerProcess.start(runtime, live, queue, watch);
  }

  private Map<String, String> file() throws IOException {
    String text =
        """
        redis: { url: "%s" }
        ops: { host: 127.0.0.1, port: 0 }
        defaults:
          novu: { timeout: %dms }
          workflows: { %s }
          retry: { initial: 200ms, max: 1s, window: 1h }
        sources:
          well: { novu: { url: "%s", apiKey: key-well } }
          ill: { novu: { url: "%s", apiKey: key-ill } }
        """
            .formatted(
                redis.uri(),
                NOVU_TIMEOUT.toMillis(),
                WORKFLOWS.entrySet().stream()
                    .map(each -> each.getKey() + ": " + each.getValue())
                    .collect(Collectors.joining(", ")),
                well.url(),
                ill.url());
    Path file = Files.writeString(directory.resolve("relay.yaml"), text);
    return Map.of("RELAY_CONFIG", file.toString());
  }

  @AfterEach
  void stop() {
    ill.heal();
    shutdown.close();
    redis.close();
    data.close();
  }

  /** How a Novu stops working. */
  record Outage(String name, Fault fault) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Outage> outages() {
    return Stream.of(
        new Outage("hangs", Fault.hang(Integer.MAX_VALUE)),
        new Outage("answers 503", Fault.response(Integer.MAX_VALUE, 503)));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void an_outage_of_one_source_does_not_slow_the_other_and_costs_few_attempts(Outage outage)
      throws Exception {
    deliverSteadily("warm");
    List<Long> before = deliverSteadily("before");

    ill.fail(outage.fault);
    Backlog.add(queue, "ill", EventType.TRACK, FAILING_USERS, 1, Backlog::track);
    await().atMost(LIMIT).until(() -> openCircuits("ill") == 1);
    List<Long> during = deliverSteadily("during");
    int attempts = ill.requests().size();
    assertThat(openCircuits("ill")).isEqualTo(1);
    assertThat(openCircuits("well")).isZero();
    assertThat(stats("ill").depth()).isEqualTo(FAILING_USERS);

    ill.heal();
    await().atMost(LIMIT).until(() -> stats("ill").depth() == 0);
    System.out.printf(
        "one Novu %s: the other source's latency from queued to Novu before %s, during %s;"
            + " attempts for %d waiting users in the outage: %d%n",
        outage, percentiles(before), percentiles(during), FAILING_USERS, attempts);
    assertThat(attempts).isLessThan(FEW);
    assertThat(stats("ill").totals().delivered()).isEqualTo(FAILING_USERS);
    assertThat(stats("ill").dead()).isZero();
    await().atMost(LIMIT).until(() -> openCircuits("ill") == 0);
  }

  /**
   * Queues events of the healthy source at a steady rate; returns how long each took to reach Novu,
   * in µs.
   */
  private List<Long> deliverSteadily(String run) throws Exception {
    Map<String, Instant> queued = new HashMap<>();
    for (int i = 0; i < HEALTHY_EVENTS; i++) {
      String user = run + "-" + i;
      queued.put(user, Instant.now());
      queue
          .enqueue("well", List.of(Backlog.event(EventType.TRACK, user, 0, Backlog::track)))
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
    await().atMost(LIMIT).until(() -> stats("well").depth() == 0);
    List<ReceivedRequest> calls =
        Oracle.parts(well.requests())
            .filter(call -> queued.containsKey(call.subscriberId()))
            .toList();
    assertThat(calls).as("each once").hasSize(HEALTHY_EVENTS);
    return calls.stream()
        .map(
            call ->
                Duration.between(
                            java.util.Objects.requireNonNull(queued.get(call.subscriberId())),
                            call.receivedAt())
                        .toNanos()
                    / 1_000)
        .sorted()
        .toList();
  }

  private static String percentiles(List<Long> sorted) {
    return String.format(
        "p50 %.1f p95 %.1f p99 %.1f ms", at(sorted, 50), at(sorted, 95), at(sorted, 99));
  }

  private static double at(List<Long> sorted, int percent) {
    return sorted.get((sorted.size() - 1) * percent / 100) / 1_000.0;
  }

  private double openCircuits(String source) {
    return runtime
        .registry()
        .get(Metrics.PAUSED)
        .tags("source", source, "reason", "circuit-open")
        .gauge()
        .value();
  }

  private QueueStats stats(String source) throws Exception {
    return queue.stats(source).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private SandboxNovu sandbox() {
    return sandboxes.start(SandboxOptions.onPort(0).withWorkflows("receipt").withKeepAll()).novu;
  }
}
