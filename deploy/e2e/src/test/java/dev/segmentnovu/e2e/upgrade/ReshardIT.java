package dev.segmentnovu.e2e.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code relay reshard} under traffic, killed in the middle and run again. */
final class ReshardIT {

  private static final Duration TRAFFIC =
      Duration.ofSeconds(Integer.getInteger("relay.reshard.seconds", 40));

  private static final int MOST_RUNS = 10;
  private static final Duration LEASE = Duration.ofMinutes(2);

  /**
   * A claim whose answer was lost, because Redis or the worker was too slow, holds its users until
   * the lease ends, and the change of shards waits for them.
   */
  private static final Duration CHANGE = LEASE.plusMinutes(2);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void the_number_of_shards_changes_under_traffic_and_no_sender_or_user_notices() throws Exception {
    var settings =
        Map.of(
            // a busy machine makes neither calls nor leases end early
            "RELAY_NOVU_TIMEOUT",
            "60s",
            "RELAY_LEASE",
            LEASE.toSeconds() + "s",
            "RELAY_UNMAPPED_MAX_COUNT",
            "1000000",
            "RELAY_UNMAPPED_MAX_BYTES",
            "10000000000");
    try (var relay = new SplitRelay(directory, settings)) {
      relay.addIngest();
      relay.addWorker();
      relay.addWorker();
      relay.awaitReady();
      try (var load = new WebhookLoad(relay.webhooks(), SplitRelay.SECRET, 20, 200, 0)) {
        List<? extends Future<?>> sending = load.startFor("reshard", TRAFFIC, 200);
        var random = new Random();
        int[] numbers = {4, 3, 8, 1};
        int changes = 0;
        int killed = 0;
        do {
          String command = "reshard --shards " + numbers[changes % numbers.length];
          RelayProcess doomed = relay.start(command);
          // from its start until a little after its end, on a machine of any speed
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(600 + random.nextInt(1_500)));
          killed += doomed.isAlive() ? 1 : 0;
          doomed.kill();
          complete(relay, command);
          changes++;
        } while (!sending.stream().allMatch(Future::isDone));
        WebhookLoad.awaitSent(sending);
        relay.awaitDrained();

        var oracle =
            new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), List.of());
        System.out.print(oracle.table("resharded " + changes + "x"));
        System.out.printf("killed %d times, answers %s%n", killed, load.responses());
        assertThat(oracle.wrong()).isEmpty();
        assertThat(oracle.repeated()).isZero();
        complete(relay, "fsck");
      }
    }
  }

  /** Runs a command again as long as Redis is too slow for it, as the command says. */
  private static void complete(SplitRelay relay, String command) throws Exception {
    RelayProcess run = relay.start(command);
    int code = run.awaitExit(CHANGE);
    for (int more = 0; code == ExitCode.UNAVAILABLE && more < MOST_RUNS; more++) {
      run = relay.start(command);
      code = run.awaitExit(CHANGE);
    }
    assertThat(code).as(run.log()).isZero();
  }
}
