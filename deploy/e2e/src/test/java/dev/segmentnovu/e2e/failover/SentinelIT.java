package dev.segmentnovu.e2e.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.e2e.fixture.LocalRedis;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.sandbox.faults.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A primary that dies under load, and a replica that Sentinel promotes. The primary loses its
 * replicas shortly before its death, so the events that it accepts in that time die with it.
 */
@Tag("failover")
class SentinelIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int USERS = 50;
  private static final int EACH = 40;
  private static final int ALL = USERS * EACH;

  /** How many events the primary accepts, or rejects, before it dies. */
  private static final int ENOUGH_ACCEPTED = 100;

  private static final int ENOUGH_REFUSED = 8;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final List<LocalRedis> servers = new ArrayList<>();
  private LocalRedis primary;
  private List<LocalRedis> replicas;
  private List<LocalRedis> sentinels;

  @BeforeEach
  void start() throws Exception {
    primary = keep(LocalRedis.server(directory));
    String[] ofPrimary = {"--replicaof", "127.0.0.1 " + primary.port};
    replicas =
        List.of(
            keep(LocalRedis.server(directory, ofPrimary)),
            keep(LocalRedis.server(directory, ofPrimary)));
    primary.awaitSaying("INFO replication", "connected_slaves:2");
    for (LocalRedis replica : replicas) {
      replica.awaitSaying("INFO replication", "master_link_status:up");
    }
    sentinels =
        List.of(
            keep(LocalRedis.sentinel(directory, primary.port)),
            keep(LocalRedis.sentinel(directory, primary.port)),
            keep(LocalRedis.sentinel(directory, primary.port)));
    for (LocalRedis sentinel : sentinels) {
      sentinel.awaitSaying(
          "INFO sentinel", "status=ok,address=127.0.0.1:" + primary.port + ",slaves=2,sentinels=3");
    }
  }

  private LocalRedis keep(LocalRedis server) {
    servers.add(server);
    return server;
  }

  @AfterEach
  void stop() {
    servers.forEach(LocalRedis::close);
  }

  @Test
  void without_durability_only_events_that_no_replica_had_are_lost_and_the_rest_stays_in_order()
      throws Exception {
    Oracle oracle = failOver("Sentinel, no WAIT", Map.of());

    assertThat(oracle.lost()).as("the primary's death takes something with it").isPositive();
  }

  @Test
  void with_durability_no_accepted_event_is_lost() throws Exception {
    Oracle oracle = failOver("Sentinel, WAIT 1", Map.of("RELAY_DURABILITY_REPLICAS", "1"));

    assertThat(oracle.lost()).isZero();
  }

  private Oracle failOver(String run, Map<String, String> durability) throws Exception {
    Map<String, String> settings = new HashMap<>(durability);
    settings.put(
        "REDIS_URL",
        sentinels.stream()
            .map(each -> "127.0.0.1:" + each.port)
            .collect(Collectors.joining(",", "redis+sentinel://", "/mymaster")));
    try (var relay = new SplitRelay(directory, settings);
        var load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, USERS, EACH)) {
      var workers = List.of(relay.addWorker(), relay.addWorker());
      relay.awaitReady();
      relay.novu.fail(Fault.late(1_000_000, Duration.ofMillis(20)));
      List<? extends Future<?>> sending = load.start("run");
      await().atMost(LIMIT).until(() -> load.accepted().size() > ALL / 4);

      cutOffReplicas();
      int before = load.accepted().size();
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () ->
                  load.accepted().size() >= before + ENOUGH_ACCEPTED
                      || load.responses().getOrDefault("503", 0) >= ENOUGH_REFUSED);
      primary.kill();
      for (LocalRedis replica : replicas) {
        replica.freeze(false);
      }

      WebhookLoad.awaitSent(sending);
      relay.awaitReady();
      relay.awaitDrained();
      assertThat(replicas).as("a replica was promoted").anyMatch(LocalRedis::isPrimary);
      assertThat(relay.ingest.isAlive()).isTrue();
      assertThat(workers).allMatch(RelayProcess::isAlive);
      var oracle =
          new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), List.of());
      System.out.print(oracle.table(run));
      System.out.printf(
          "first reached Novu out of order: %d; answers of ingest %s%n",
          oracle.overtaken().size(), load.responses());
      assertThat(load.accepted()).hasSize(ALL);
      assertThat(oracle.overtaken()).isEmpty();
      return oracle;
    }
  }

  /**
   * The replicas stop, and their connections are closed at the primary's end. Otherwise data for
   * them would wait in the connections, and arrive after its death.
   */
  private void cutOffReplicas() throws Exception {
    for (LocalRedis replica : replicas) {
      replica.freeze(true);
    }
    primary.ask("CLIENT", "KILL", "TYPE", "replica");
  }
}
