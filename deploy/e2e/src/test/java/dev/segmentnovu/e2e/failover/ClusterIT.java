package dev.segmentnovu.e2e.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.e2e.fixture.LocalRedis;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.testing.Configs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Redis Cluster under load. A primary dies shortly after it lost its replica, and the replica is
 * promoted. The dead server comes back as a replica. All slots of a primary move to another.
 */
@Tag("failover")
class ClusterIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int SHARDS = 12;
  private static final int PRIMARIES = 3;
  private static final int USERS = 60;
  private static final int EACH = 30;
  private static final int ALL = USERS * EACH;

  /**
   * How many events are accepted, or rejected, between the loss of the replica and the primary's
   * death.
   */
  private static final int ENOUGH_ACCEPTED = 150;

  private static final int ENOUGH_REFUSED = 8;

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
  void without_durability_only_events_that_no_replica_had_are_lost_and_the_rest_stays_in_order()
      throws Exception {
    Oracle oracle = failOverAndMove("Cluster, no WAIT", Map.of());

    assertThat(oracle.lost()).as("the primary's death takes something with it").isPositive();
  }

  @Test
  void with_durability_no_accepted_event_is_lost() throws Exception {
    Oracle oracle = failOverAndMove("Cluster, WAIT 1", Map.of("RELAY_DURABILITY_REPLICAS", "1"));

    assertThat(oracle.lost()).isZero();
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
    var redis =
        new RelayConfig.Redis(
            RedisAddress.parse(cluster.url()),
            new RelayConfig.Durability(1, false, Duration.ofMillis(500)));
    try (var queue = RedisEventQueue.connect(redis, Configs.defaults().queue())) {
      var event = new NewEvent("user", "1", new byte[] {1});
      // of many sources, so that each primary knows the script
      for (String source : sources()) {
        assertThat(get(queue.enqueue(source, List.of(event))))
            .isEqualTo(new EnqueueResult.Accepted(0));
      }
      var move = cluster.beginMoving(READY);
      loseReplica(move.to());

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
          List<String> held = shards(primary, source);
          shards.add(held.size());
          long waiting = 0;
          for (String shard : held) {
            waiting += Long.parseLong(primary.ask("HGET", shard, "events").get(0));
          }
          users.add(waiting);
        }
        System.out.printf("%s: shards of each primary %s, users %s%n", source, shards, users);
        assertThat(shards).hasSize(PRIMARIES).containsOnly(SHARDS / PRIMARIES);
        assertThat(users.stream().mapToLong(Long::longValue).sum()).isEqualTo(events.size());
      }
    }
  }

  private static RelayConfig.Queue sharded() {
    RelayConfig.Queue one = Configs.defaults().queue();
    return new RelayConfig.Queue(
        SHARDS,
        one.lease(),
        one.deduplication(),
        one.claimEvents(),
        one.maxClaims(),
        one.failures(),
        one.unmapped(),
        one.maxEventAge(),
        one.poll());
  }

  /** A key of each shard of a source on {@code primary} that has had an event. */
  private static List<String> shards(LocalRedis primary, String source) throws IOException {
    return primary.ask("KEYS", "relay:{" + source + ":*}:stats");
  }

  private static List<String> sources() {
    return IntStream.range(0, 30).mapToObj(i -> i == 0 ? "default" : "s" + i).toList();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private Oracle failOverAndMove(String run, Map<String, String> durability) throws Exception {
    Map<String, String> settings = new HashMap<>(durability);
    settings.put("REDIS_URL", cluster.url());
    settings.put("RELAY_QUEUE_SHARDS", Integer.toString(SHARDS));
    try (var relay = new SplitRelay(directory, settings);
        var load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, USERS, EACH)) {
      var workers = List.of(relay.addWorker(), relay.addWorker());
      relay.awaitReady();
      relay.novu.fail(Fault.late(1_000_000, Duration.ofMillis(20)));
      List<? extends Future<?>> sending = load.start("kill");
      await().atMost(LIMIT).until(() -> load.accepted().size() > ALL / 4);
      List<String> shards = shards();
      loseAPrimary(load, shards);
      WebhookLoad.awaitSent(sending);
      relay.awaitReady();

      int rounds = moveSlots(load, shards);
      relay.awaitReady();
      relay.awaitDrained();
      assertThat(relay.ingest.isAlive()).isTrue();
      assertThat(workers).allMatch(RelayProcess::isAlive);
      var oracle =
          new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), List.of());
      System.out.print(oracle.table(run));
      System.out.printf(
          "first reached Novu out of order: %d; answers of ingest %s%n",
          oracle.overtaken().size(), load.responses());
      assertThat(load.accepted()).hasSize(ALL * (1 + rounds));
      assertThat(oracle.overtaken()).isEmpty();
      return oracle;
    }
  }

  /**
   * Stops the replica of {@code primary}, and closes its connection at the primary's end. Otherwise
   * data for the replica would wait in the connection.
   */
  private LocalRedis loseReplica(LocalRedis primary) throws Exception {
    LocalRedis replica = cluster.replicasOf(primary).get(0);
    replica.freeze(true);
    primary.ask("CLIENT", "KILL", "TYPE", "replica");
    return replica;
  }

  /** A key of each shard; all of them have had events. */
  private List<String> shards() throws IOException {
    List<String> all = new ArrayList<>();
    for (LocalRedis primary : cluster.primaries()) {
      all.addAll(shards(primary, "default"));
    }
    assertThat(all).hasSize(SHARDS);
    return all;
  }

  /** The primary with most of the shards; the first if several have equally many. */
  private void loseAPrimary(WebhookLoad load, List<String> shards) throws Exception {
    LocalRedis victim = cluster.busiest(shards);
    assertThat(shards.stream().filter(key -> cluster.serves(victim, key)))
        .hasSize(SHARDS / PRIMARIES);
    LocalRedis replica = loseReplica(victim);
    int before = load.accepted().size();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                load.accepted().size() >= before + ENOUGH_ACCEPTED
                    || load.responses().getOrDefault("503", 0) >= ENOUGH_REFUSED);
    victim.kill();
    replica.freeze(false);
    await("the replica is promoted").atMost(LIMIT).until(replica::isPrimary);
    victim.restart();
    victim.awaitSaying("INFO replication", "master_link_status:up");
  }

  /** Rounds of load while all slots of a primary move; returns their number. */
  private int moveSlots(WebhookLoad load, List<String> shards) throws Exception {
    LocalRedis from = cluster.busiest(shards);
    LocalRedis to =
        cluster.primaries().stream().filter(each -> each != from).findFirst().orElseThrow();
    List<String> moving = shards.stream().filter(key -> cluster.serves(from, key)).toList();
    assertThat(moving).isNotEmpty();
    int before = load.accepted().size();
    var moved =
        CompletableFuture.supplyAsync(
            () -> {
              await().atMost(LIMIT).until(() -> load.accepted().size() > before);
              try {
                return cluster.moveAllSlots(from, to);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    int rounds = 0;
    do {
      rounds++;
      WebhookLoad.awaitSent(load.start("move-" + rounds));
    } while (!moved.isDone());
    moved.join();
    assertThat(moving).allMatch(key -> cluster.serves(to, key));
    return rounds;
  }
}
