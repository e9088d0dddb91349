package dev.segmentnovu.e2e.failover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.setting.RedisSettings;
import dev.segmentnovu.e2e.fixture.LocalRedis;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import dev.segmentnovu.testing.Configs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Events that are accepted only when they are on disk ({@code RELAY_DURABILITY_FSYNC}), with a
 * Redis of 7.2 or newer. A test cannot cut the power: it believes Redis that an accepted event is
 * on disk, and uses a Redis that never writes to disk to show that the relay asks.
 */
@Tag("failover")
class FsyncIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int USERS = 50;
  private static final int EACH = 30;
  private static final int ALL = USERS * EACH;
  private static final int KILLS = 5;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void an_event_is_accepted_only_when_it_is_on_disk() throws Exception {
    LocalRedis redis = newer("--appendfsync", "no");
    RedisEventQueue queue = queue(redis, 0);

    assertMissing(enqueue(queue, "1")).contains("not on the primary's disk");

    redis.ask("CONFIG", "SET", "appendfsync", "everysec");
    assertThat(enqueue(queue, "1")).as("sent again").isEqualTo(new EnqueueResult.Accepted(1));
    assertThat(enqueue(queue, "2")).isEqualTo(new EnqueueResult.Accepted(0));
  }

  @Test
  void an_event_is_accepted_only_when_the_replica_has_it_on_disk() throws Exception {
    LocalRedis primary = newer();
    LocalRedis replica = newer("--replicaof", "127.0.0.1 " + primary.port);
    replica.awaitSaying("INFO replication", "master_link_status:up");
    RedisEventQueue queue = queue(primary, 1);
    awaitAccepted(queue, "1");

    replica.kill();
    assertMissing(enqueue(queue, "2")).contains("0 of 1 replicas").doesNotContain("primary");

    replica.restart();
    awaitAccepted(queue, "2");
    replica.ask("CONFIG", "SET", "appendonly", "no");
    assertMissing(enqueue(queue, "3")).as("in its memory").contains("0 of 1 replicas");
  }

  @Test
  void without_an_append_only_file_nothing_is_accepted() throws Exception {
    LocalRedis redis = newer();
    RedisEventQueue queue = queue(redis, 0);
    awaitAccepted(queue, "1");

    redis.ask("CONFIG", "SET", "appendonly", "no");
    assertMissing(enqueue(queue, "2")).contains("set appendonly yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker"})
  void without_an_append_only_file_no_process_starts(String command) throws Exception {
    assertRefusesToStart(command, newer("--appendonly", "no"), "CONFIG SET appendonly yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker"})
  void with_a_redis_that_cannot_confirm_writes_to_disk_no_process_starts(String command)
      throws Exception {
    LocalRedis redis = keep(LocalRedis.server(directory));
    assumeTrue(redis.says("INFO server", "redis_version:7.0"), "redis-server is not of 7.0");

    assertRefusesToStart(command, redis, "needs Redis 7.2 or newer, and this one is 7.0.");
  }

  /** No worker runs until the last kill, so no event has left Redis by then. */
  @Test
  void accepted_events_are_there_after_redis_was_killed() throws Exception {
    LocalRedis redis = newer();
    Map<String, String> settings =
        Map.of("REDIS_URL", redis.url(), "RELAY_DURABILITY_FSYNC", "true");
    try (var relay = new SplitRelay(directory, settings);
        var load =
            new WebhookLoad(List.of(relay.webhook()), SplitRelay.SECRET, USERS, USERS, EACH)) {
      relay.awaitReady();
      List<? extends Future<?>> sending = load.start("fsync");
      for (int kill = 1; kill <= KILLS; kill++) {
        int enough = ALL * kill / (KILLS + 1);
        await().atMost(LIMIT).until(() -> load.accepted().size() >= enough);
        redis.kill();
        redis.restart();
      }
      relay.addWorker();

      WebhookLoad.awaitSent(sending);
      relay.awaitReady();
      relay.awaitDrained();
      var oracle =
          new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), List.of());
      System.out.print(oracle.table("Killed, WAITAOF 1 0"));
      System.out.printf("answers of ingest %s%n", load.responses());
      assertThat(load.accepted()).hasSize(ALL);
      assertThat(oracle.lost()).isZero();
      assertThat(oracle.overtaken()).isEmpty();
    }
  }

  private LocalRedis newer(String... more) throws Exception {
    return keep(LocalRedis.newer(directory, more));
  }

  private LocalRedis keep(LocalRedis redis) {
    open.add(redis);
    redis.awaitSaying("PING", "PONG");
    return redis;
  }

  private RedisEventQueue queue(LocalRedis redis, int replicas) {
    RedisEventQueue queue =
        RedisEventQueue.connect(
            Configs.with(RedisSettings.REPLICAS, replicas)
                .and(RedisSettings.FSYNC, true)
                .redis(RedisAddress.parse(redis.url())),
            Configs.defaults().queue());
    open.add(queue);
    return queue;
  }

  private static EnqueueResult enqueue(RedisEventQueue queue, String id) throws Exception {
    var event = new NewEvent("user", id, id.getBytes(UTF_8));
    return queue
        .enqueue("web", List.of(event))
        .toCompletableFuture()
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static void awaitAccepted(RedisEventQueue queue, String id) {
    await().atMost(LIMIT).until(() -> enqueue(queue, id) instanceof EnqueueResult.Accepted);
  }

  private static AbstractStringAssert<?> assertMissing(EnqueueResult result) {
    assertThat(result).isInstanceOf(EnqueueResult.Unreplicated.class);
    return assertThat(((EnqueueResult.Unreplicated) result).reason());
  }

  private void assertRefusesToStart(String command, LocalRedis redis, String why) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("REDIS_URL", redis.url());
    settings.put("RELAY_DURABILITY_FSYNC", "true");
    settings.put("NOVU_API_KEY", "key");
    settings.put("SEGMENT_SHARED_SECRET", "secret");
    settings.put("RELAY_HTTP_PORT", "0");
    settings.put("RELAY_ADMIN_PORT", "0");
    settings.put("RELAY_OPS_PORT", "0");
    Path log = directory.resolve(command + ".log");
    try (var process = new RelayProcess(command, settings, 0, log)) {
      await(command + " ends").atMost(LIMIT).until(() -> !process.isAlive());
      assertThat(process.log()).contains(why);
      assertThat(process.terminate()).isEqualTo(ExitCode.UNAVAILABLE);
    }
  }
}
