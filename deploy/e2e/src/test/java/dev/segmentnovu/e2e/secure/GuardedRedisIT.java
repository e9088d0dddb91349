package dev.segmentnovu.e2e.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.fixture.CommandProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The relay with the users of docs/operations/hardening.md, passwords and TLS under an authority of
 * one's own: at one server, with Sentinel, and in a Cluster. Nothing it does is refused there.
 */
@Tag("failover")
class GuardedRedisIT {
  private static final List<String> OPERATIONS =
      List.of(
          "status",
          "dlq ls",
          "sources pause default --reason maintenance",
          "sources resume default",
          "users park user-1 --source default",
          "users unpark user-1 --source default",
          "users show user-2 --source default",
          "users forget user-3 --source default --yes",
          "dlq replay --reason rejected --yes",
          "dlq discard --reason unmapped --yes",
          "issues",
          "rejections",
          "unmapped",
          "jobs ls");
  private static final List<String> VIEWS =
      List.of(
          "/admin/status",
          "/admin/history",
          "/admin/issues",
          "/admin/settings",
          "/admin/deliveries",
          "/admin/jobs",
          "/admin/audit",
          "/admin/marks",
          "/admin/users?state=parked");
  private static final int USERS = 20;
  private static final int EACH = 10;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void one_server() throws Exception {
    try (var redis = GuardedRedis.single(directory)) {
      Map<String, String> settings = redis.settings();
      try (var relay = new SplitRelay(directory, settings)) {
        deliver(relay, "single", 1);
        operate(relay, settings);
      }
      assertThat(redis.refused()).isEmpty();
    }
  }

  @Test
  void a_sentinel_with_its_own_user_before_and_after_a_failover() throws Exception {
    try (var redis = GuardedRedis.withSentinel(directory)) {
      Map<String, String> settings = redis.settings();
      settings.put("RELAY_DURABILITY_REPLICAS", "1");
      try (var relay = new SplitRelay(directory, settings)) {
        deliver(relay, "before", 1);
        redis.failOver();
        deliver(relay, "after", 2);
      }
      assertThat(redis.refused()).isEmpty();
    }
  }

  @Test
  void a_cluster() throws Exception {
    try (var redis = GuardedRedis.cluster(directory)) {
      Map<String, String> settings = redis.settings();
      settings.put("RELAY_QUEUE_SHARDS", "6");
      try (var relay = new SplitRelay(directory, settings)) {
        deliver(relay, "cluster", 1);
        operate(relay, settings);
      }
      assertThat(redis.refused()).isEmpty();
    }
  }

  /** Sends a round of load, and returns when it is delivered or dead. */
  private static void deliver(SplitRelay relay, String round, int rounds) throws Exception {
    if (rounds == 1) {
      relay.addWorker();
      relay.awaitReady();
    }
    try (var load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, USERS, EACH)) {
      WebhookLoad.awaitSent(load.start(round));
    }
    relay.awaitDone(USERS * EACH * rounds);
    assertThat(relay.novu.requests()).isNotEmpty();
  }

  /** What operators do, through the commands and the API. */
  private static void operate(SplitRelay relay, Map<String, String> settings) throws Exception {
    for (String command : OPERATIONS) {
      CommandLineRun ran = relay.ingest.command(command.split(" "));
      assertThat(ran.out() + ran.err()).as(command).doesNotContain("Redis did not run");
      assertThat(ran.exitCode()).as("%s: %s%s", command, ran.out(), ran.err()).isZero();
    }
    for (String path : VIEWS) {
      assertThat(relay.ingest.json(path)).as(path).isNotNull();
    }
    CommandProcess audit = CommandProcess.run(settings, "fsck", "--fix");
    assertThat(audit.exitCode()).as(audit.out()).isZero();
    relay.awaitDrained();
  }
}
