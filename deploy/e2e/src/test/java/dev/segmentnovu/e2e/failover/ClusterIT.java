package dev.segmentnovu.e2e.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.e2e.fixture.LocalRedis;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
  private static final Duration LIMIT = FailoverRun.LIMIT;
  private static final int SHARDS = 12;
  private static final int USERS = 60;
  private static final int EACH = 30;

  /** How many events the primary accepts without its replica before it dies. */
  private static final int ENOUGH_ACCEPTED = 150;

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

  private Oracle failOverAndMove(String title, Map<String, String> durability) throws Exception {
    Map<String, String> settings = new HashMap<>(durability);
    settings.put("REDIS_URL", cluster.url());
    settings.put("RELAY_QUEUE_SHARDS", Integer.toString(SHARDS));
    try (var run = new FailoverRun(directory, settings, USERS, EACH)) {
      run.startLoad("kill");
      List<String> shards = shards();
      loseAPrimary(run, shards);
      run.awaitSent();

      int rounds = moveSlots(run.load, shards);
      run.awaitDrained();
      return run.check(title, 1 + rounds);
    }
  }

  /** A key of each shard; all of them have had events. */
  private List<String> shards() throws IOException {
    List<String> all = new ArrayList<>();
    for (LocalRedis primary : cluster.primaries()) {
      all.addAll(cluster.shards(primary, "default"));
    }
    assertThat(all).hasSize(SHARDS);
    return all;
  }

  /** Kills the primary with most of the shards, without its replica; it returns as a replica. */
  private void loseAPrimary(FailoverRun run, List<String> shards) throws Exception {
    LocalRedis victim = cluster.busiest(shards);
    assertThat(shards.stream().filter(key -> cluster.serves(victim, key)))
        .hasSize(SHARDS / LocalCluster.PRIMARIES);
    LocalRedis replica = cluster.replicasOf(victim).get(0);
    FailoverRun.cutOff(victim, List.of(replica));
    run.awaitMoreAccepted(ENOUGH_ACCEPTED);
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
