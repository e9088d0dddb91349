package dev.segmentnovu.e2e.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.e2e.fixture.LoadEvent;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.Oracle.Disturbance;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image that this repository builds, and its Compose stack. {@code RELAY_TEST_MAVEN_OPTIONS}
 * are options for the Maven of the build.
 */
@Tag("docker")
class ComposeIT {
  private static final Path REPOSITORY = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** When a load ends that nothing stopped: a step took too long. */
  private static final Duration LOAD = Duration.ofMinutes(15);

  private static final String NOVU_KEY = "key-of-the-compose-test";
  private static final int PER_SECOND = 100;
  private static final int USERS = 200;
  private static final int SENDERS = 20;
  private static final long MOST_BYTES = 110_000_000;

  /** The exit code of a JVM after SIGTERM; 137 would be a kill after the grace period. */
  private static final String TERMINATED = "143";

  @TempDir private Path directory;

  @BeforeAll
  static void build() {
    Engine.build(REPOSITORY);
  }

  @Test
  void the_image_is_small_and_says_what_it_is() {
    String image = Engine.IMAGE;
    long size = Long.parseLong(Engine.docker("image", "inspect", "-f", "{{.Size}}", image));
    System.out.printf("run: the image has %.1f MB%n", size / 1e6);

    assertThat(size).isLessThan(MOST_BYTES);
    assertThat(Engine.docker("image", "inspect", "-f", "{{json .Config}}", image))
        .contains("\"User\":\"65534:65534\"", "\"Healthcheck\"")
        .contains("\"org.opencontainers.image.version\":\"test\"")
        .contains("\"org.opencontainers.image.revision\":\"abc\"")
        .contains("\"org.opencontainers.image.licenses\":\"Apache-2.0\"");
  }

  @Test
  void a_command_runs_on_a_read_only_root_file_system() {
    var version = Engine.runRelay("--version");

    assertThat(version.output()).doesNotContain("WARN", "warning");
    assertThat(version.exitCode()).isZero();
  }

  @Test
  void all_in_one_says_that_the_image_has_no_redis() {
    var up = Engine.runRelay("up");

    assertThat(up.output()).contains("Set REDIS_URL");
    assertThat(up.exitCode()).isEqualTo(78);
  }

  @Test
  void no_event_is_lost_while_workers_come_and_go_and_containers_are_killed() throws Exception {
    var options =
        SandboxOptions.onPort(0).withHost("0.0.0.0").withWorkflows("receipt").withKeepAll();
    try (var sandbox = RunningSandbox.start(options);
        var stack = new ComposeStack(REPOSITORY, directory, settings(sandbox));
        var load =
            new WebhookLoad(List.of(stack.webhook()), ComposeStack.SECRET, SENDERS, USERS, 0)) {
      sandbox.novu.fail(Fault.late(Integer.MAX_VALUE, Duration.ofMillis(20)));
      List<Disturbance> disturbances = new ArrayList<>();
      stack.scale(1);
      stack.awaitHealthy("redis", 1);
      stack.awaitHealthy("ingest", 1);
      stack.awaitHealthy("worker", 1);
      assertOnlyOwnSecrets(stack);
      List<? extends Future<?>> sending = load.startFor("compose", LOAD, PER_SECOND);
      awaitAccepted(load, 500);

      stack.scale(3);
      stack.awaitHealthy("worker", 3);
      disturbances.add(during(() -> kill(stack, "worker")));
      stack.scale(3);
      awaitAccepted(load, load.accepted().size() + 500);
      disturbances.add(during(() -> kill(stack, "ingest")));
      stack.scale(3);
      stack.awaitHealthy("ingest", 1);
      disturbances.add(during(() -> stack.compose("restart", "redis")));
      stack.awaitHealthy("redis", 1);
      awaitAccepted(load, load.accepted().size() + 500);
      stack.scale(1);
      assertThat(stack.containers("worker")).hasSize(1);
      load.stop();
      WebhookLoad.awaitSent(sending);

      // stopped with events that wait, and started again
      stack.compose("stop");
      for (String service : List.of("worker", "ingest")) {
        for (String container : stack.allContainers(service)) {
          assertThat(ComposeStack.state(container, "{{.State.ExitCode}}"))
              .as(service)
              .isEqualTo(TERMINATED);
          // the engine starts a container again that ran out of memory or crashed
          assertThat(ComposeStack.state(container, "{{.RestartCount}} {{.State.OOMKilled}}"))
              .as(service)
              .isEqualTo("0 false");
        }
      }
      stack.scale(1);
      stack.awaitDrained();

      var oracle =
          new Oracle(load.accepted(), sandbox.novu.requests(), stack.deadLetters(), disturbances);
      System.out.print(oracle.table("compose, workers 1-3-1"));
      System.out.printf("answers of ingest %s%n", load.responses());
      assertThat(oracle.wrong()).isEmpty();
      assertThat(oracle.lost()).isZero();
    }
  }

  /** Each container has the secrets of its role only, and a memory limit. */
  private static void assertOnlyOwnSecrets(ComposeStack stack) {
    String ingest = stack.containers("ingest").get(0);
    String worker = stack.containers("worker").get(0);

    assertThat(variables(ingest))
        .contains("SEGMENT_SHARED_SECRET=" + ComposeStack.SECRET, "NOVU_API_KEY=")
        .doesNotContain("NOVU_API_KEY=" + NOVU_KEY);
    assertThat(variables(worker))
        .contains("NOVU_API_KEY=" + NOVU_KEY, "SEGMENT_SHARED_SECRET=", "RELAY_ADMIN_TOKEN=")
        .noneMatch(variable -> variable.contains(ComposeStack.SECRET));
    assertThat(ComposeStack.state(ingest, "{{.HostConfig.Memory}}")).isEqualTo("" + (768 << 20));
    assertThat(ComposeStack.state(worker, "{{.HostConfig.Memory}}")).isEqualTo("" + (512 << 20));
  }

  private static List<String> variables(String container) {
    return ComposeStack.state(container, "{{range .Config.Env}}{{println .}}{{end}}")
        .lines()
        .toList();
  }

  private static Map<String, String> settings(RunningSandbox sandbox) {
    return Map.of(
        "NOVU_API_KEY",
        NOVU_KEY,
        "NOVU_API_URL",
        "http://host.docker.internal:" + sandbox.novu.url().getPort(),
        "RELAY_WORKFLOWS",
        LoadEvent.WORKFLOWS,
        "RELAY_RETRY_INITIAL",
        "100ms",
        "RELAY_RETRY_MAX",
        "1s",
        // a worker's first calls are slow on a busy machine, and a call that times out is sent
        // again
        "RELAY_NOVU_TIMEOUT",
        "15s",
        "RELAY_LEASE",
        "20s",
        // no dead letter may be evicted: the oracle would miss it
        "RELAY_UNMAPPED_MAX_COUNT",
        "1000000",
        "RELAY_UNMAPPED_MAX_BYTES",
        "10000000000");
  }

  private static void awaitAccepted(WebhookLoad load, int events) {
    await("ingest accepts events").atMost(LIMIT).until(() -> load.accepted().size() >= events);
  }

  private static void kill(ComposeStack stack, String service) {
    Engine.docker("kill", stack.containers(service).get(0));
  }

  /** Runs a disturbance, and tells when it was. */
  private static Disturbance during(Runnable event) {
    Instant from = Instant.now();
    event.run();
    return new Disturbance(from, Instant.now());
  }
}
