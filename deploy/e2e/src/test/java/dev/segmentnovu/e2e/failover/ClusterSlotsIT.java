package dev.segmentnovu.e2e.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.config.setting.RedisSettings;
import dev.segmentnovu.e2e.fixture.LocalRedis;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.testing.Configs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** How the queue treats slots of a Redis Cluster: slots that move, and shards on all primaries. */
@Tag("failover")
class ClusterSlotsIT {
  private static final Duration LIMIT = FailoverRun.LIMIT;
  private static final int SHARDS = 12;

  /** The only shard of the only source, if there are no more. */
  private static final String READY = "relay:{default:0}:ready";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private LocalCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new LocalCluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void a_user_whose_slot_has_moved_by_half_is_left_alone_until_it_has_moved() throws Exception {
    var redis =
        new RelayConfig.Redis(RedisAddress.parse(cluster.url()), RelayConfig.Durability.NONE);
    try (var queue = RedisEventQueue.connect(redis, Configs.defaults().queue())) {
      var event = new NewEvent("user", "1", new byte[] {1});
      assertThat(get(queue.enqueue("default", List.of(event))))
          .isEqualTo(new EnqueueResult.Accepted(0));
      var move = cluster.beginMoving(READY);
      move.keys(List.of(READY, READY.replace("ready", "stats")));

      assertThat(queue.claim("default", 0, 1, true).toCompletableFuture())
          .failsWithin(LIMIT)
          .withThrowableThat()
          .withCauseInstanceOf(QueueUnavailableException.class);
      assertThat(get(queue.enqueue("default", List.of(new NewEvent("user", "2", new byte[] {2})))))
          .isInstanceOf(EnqueueResult.Unavailable.class);

      move.finish();
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(get(queue.claim("default", 0, 1, true)).users())
                      .singleElement()
                      .satisfies(
                          user -> assertThat(user.entries()).containsExactly(event.entry())));
    }
  }

  /**
   * The previous server of the slot could confirm the write: it has a replica, and nothing to
   * write.
   */
  @Test
  void a_write_that_was_redirected_is_confirmed_by_the_replicas_of_its_own_server_only()
      throws Exception {
    var redis = Configs.with(RedisSettings.REPLICAS, 1).redis(RedisAddress.parse(cluster.url()));
    try (var queue = RedisEventQueue.connect(redis, Configs.defaults().queue())) {
      var event = new NewEvent("user", "1", new byte[] {1});
      // of many sources, so that each primary knows the script
      for (String source : sources()) {
        assertThat(get(queue.enqueue(source, List.of(event))))
            .isEqualTo(new EnqueueResult.Accepted(0));
      }
      var move = cluster.beginMoving(READY);
      FailoverRun.cutOff(move.to(), cluster.replicasOf(move.to()));

      move.finish();
      assertThat(get(queue.enqueue("default", List.of(new NewEvent("user", "2", new byte[] {2})))))
          .isInstanceOf(EnqueueResult.Unreplicated.class);
    }
  }

  @Test
  void each_primary_has_as_many_shards_of_a_source_as_the_others() throws Exception {
    var redis =
        new RelayConfig.Redis(RedisAddress.parse(cluster.url()), RelayConfig.Durability.NONE);
    List<NewEvent> events =
        IntStream.range(0, 6000)
            .mapToObj(i -> new NewEvent("user-" + i, Integer.toString(i), new byte[] {1}))
            .toList();
    try (var queue = RedisEventQueue.connect(redis, sharded())) {
      for (String source : List.of("default", "web", "ios")) {
        // again if a busy machine did not respond in time: a repeated event is de-duplicated
        await()
            .atMost(LIMIT)
            .until(() -> get(queue.enqueue(source, events)) instanceof EnqueueResult.Accepted);
        List<Integer> shards = new ArrayList<>();
        List<Long> users = new ArrayList<>();
        for (LocalRedis primary : cluster.primaries()) {
          List<String> held = cluster.shards(primary, source);
          shards.add(held.size());
          long waiting = 0;
          for (String shard : held) {
            waiting += Long.parseLong(primary.ask("HGET", shard, "events").get(0));
          }
          users.add(waiting);
        }
        System.out.printf("%s: shards of each primary %s, users %s%n", source, shards, users);
        assertThat(shards)
            .hasSize(LocalCluster.PRIMARIES)
            .containsOnly(SHARDS / LocalCluster.PRIMARIES);
        assertThat(users.stream().mapToLong(Long::longValue).sum()).isEqualTo(events.size());
      }
    }
  }

  private static RelayConfig.Queue sharded() {
    return Configs.with(QueueSettings.SHARDS, SHARDS).queue();
  }

  private static List<String> sources() {
    return IntStream.range(0, 30).mapToObj(i -> i == 0 ? "default" : "s" + i).toList();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
