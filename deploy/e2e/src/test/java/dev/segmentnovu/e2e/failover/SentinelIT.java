package dev.segmentnovu.e2e.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.fixture.LocalRedis;
import dev.segmentnovu.e2e.fixture.Oracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final int USERS = 50;
  private static final int EACH = 40;

  /** How many events the primary accepts without its replicas before it dies. */
  private static final int ENOUGH_ACCEPTED = 100;

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

  private Oracle failOver(String title, Map<String, String> durability) throws Exception {
    Map<String, String> settings = new HashMap<>(durability);
    settings.put(
        "REDIS_URL",
        sentinels.stream()
            .map(each -> "127.0.0.1:" + each.port)
            .collect(Collectors.joining(",", "redis+sentinel://", "/mymaster")));
    try (var run = new FailoverRun(directory, settings, USERS, EACH)) {
      run.startLoad("run");
      FailoverRun.cutOff(primary, replicas);
      run.awaitMoreAccepted(ENOUGH_ACCEPTED);
      primary.kill();
      for (LocalRedis replica : replicas) {
        replica.freeze(false);
      }

      run.awaitSent();
      run.awaitDrained();
      assertThat(replicas).as("a replica was promoted").anyMatch(LocalRedis::isPrimary);
      return run.check(title, 1);
    }
  }
}
