package dev.segmentnovu.e2e.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.relay.embedded.RedisControl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A relay of the former data format is upgraded process by process under traffic, rolled back, and
 * upgraded again. {@code relay.e2e.previous} is the path of its {@code relay.jar}, which {@code
 * .ci/run} builds from the commit in {@code deploy/e2e/previous-format}.
 */
@EnabledIfSystemProperty(
    named = "relay.e2e.previous",
    matches = ".+",
    disabledReason = "relay.e2e.previous does not name the jar of the former format")
final class RollingUpgradeIT {

  private static final Duration TRAFFIC =
      Duration.ofSeconds(Integer.getInteger("relay.upgrade.seconds", 40));
  private static final int TERMINATED = 143;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void an_upgrade_and_a_rollback_under_traffic_lose_nothing() throws Exception {
    Path previous = Path.of(System.getProperty("relay.e2e.previous"));
    var settings =
        Map.of(
            // shorter than the wait for an empty queue: a claim whose answer was lost holds its
            // users
            "RELAY_LEASE",
            "2m",
            "RELAY_NOVU_TIMEOUT",
            "60s",
            "RELAY_QUEUE_SHARDS",
            "3",
            "RELAY_UNMAPPED_MAX_COUNT",
            "1000000",
            "RELAY_UNMAPPED_MAX_BYTES",
            "10000000000");
    try (var relay = new SplitRelay(directory, settings)) {
      List<RelayProcess> all =
          List.of(relay.ingest, relay.addIngest(), relay.addWorker(), relay.addWorker());
      relay.awaitReady();
      for (RelayProcess each : all) {
        assertThat(each.terminate()).isEqualTo(TERMINATED);
      }
      RedisControl redis = redis(relay);
      redis.ask("FLUSHALL");
      for (RelayProcess each : all) {
        each.restart(previous).awaitReady();
      }
      assertThat(redis.ask("EXISTS", "relay:{default}:format").texts()).containsExactly("0");
      try (var load = new WebhookLoad(relay.webhooks(), SplitRelay.SECRET, 20, 200, 0)) {
        List<? extends Future<?>> sending = load.startFor("upgrade", TRAFFIC, 200);
        int rounds = 0;
        do {
          for (RelayProcess each : all) {
            assertThat(each.terminate()).isEqualTo(TERMINATED);
            each.restartPresent().awaitReady();
          }
          assertThat(redis.ask("GET", "relay:{default}:format").texts()).containsExactly("2 1");
          for (RelayProcess each : all) {
            assertThat(each.terminate()).isEqualTo(TERMINATED);
            each.restart(previous).awaitReady();
          }
          rounds++;
        } while (!sending.stream().allMatch(Future::isDone));
        WebhookLoad.awaitSent(sending);
        relay.awaitDrained();

        var oracle =
            new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), List.of());
        System.out.print(oracle.table("upgraded and back, " + rounds + "x"));
        System.out.printf("answers %s%n", load.responses());
        assertThat(oracle.wrong()).isEmpty();
        assertThat(oracle.repeated()).isZero();
      }
    }
  }

  private static RedisControl redis(SplitRelay relay) {
    URI uri = URI.create(relay.redisUrl());
    String info = uri.getUserInfo();
    return new RedisControl(
        uri.getPort(), info == null ? null : info.substring(info.indexOf(':') + 1));
  }
}
