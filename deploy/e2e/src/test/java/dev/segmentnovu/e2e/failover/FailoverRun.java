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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/**
 * A relay with one ingest and two workers under load, on a Redis whose servers the test kills. The
 * test kills a primary that has lost its replicas shortly before, so the events that it accepts in
 * between die with it unless the durability is set.
 */
final class FailoverRun implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(2);

  /** How many rejected requests show that ingest accepts nothing without the replicas. */
  private static final int ENOUGH_REFUSED = 8;

  final WebhookLoad load;
  private final SplitRelay relay;
  private final List<RelayProcess> workers;
  private final int events;
  private List<? extends Future<?>> sending = List.of();

  /**
   * Starts the processes; returns at once.
   *
   * @param settings with {@code REDIS_URL}
   * @param eventsEach how many events each user has in one round of load
   */
  FailoverRun(Path directory, Map<String, String> settings, int users, int eventsEach)
      throws Exception {
    relay = new SplitRelay(directory, settings);
    load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, users, eventsEach);
    events = users * eventsEach;
    workers = List.of(relay.addWorker(), relay.addWorker());
    relay.novu.fail(Fault.late(1_000_000, Duration.ofMillis(20)));
  }

  /** Starts a round of load when all processes are ready; returns when a quarter is accepted. */
  void startLoad(String name) {
    relay.awaitReady();
    sending = load.start(name);
    await().atMost(LIMIT).until(() -> load.accepted().size() > events / 4);
  }

  /**
   * Stops the replicas of {@code primary}, and closes their connections at the primary's end.
   * Otherwise data for them would wait in the connections, and arrive after its death.
   */
  static void cutOff(LocalRedis primary, List<LocalRedis> replicas) throws Exception {
    for (LocalRedis replica : replicas) {
      replica.freeze(true);
    }
    primary.ask("CLIENT", "KILL", "TYPE", "replica");
  }

  /** Returns when {@code enough} more events are accepted, or ingest rejects them. */
  void awaitMoreAccepted(int enough) {
    int before = load.accepted().size();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                load.accepted().size() >= before + enough
                    || load.responses().getOrDefault("503", 0) >= ENOUGH_REFUSED);
  }

  /** Returns when the load is sent and all processes are ready again. */
  void awaitSent() throws Exception {
    WebhookLoad.awaitSent(sending);
    relay.awaitReady();
  }

  /** Returns when all processes are ready and the queue is empty. */
  void awaitDrained() {
    relay.awaitReady();
    relay.awaitDrained();
  }

  /**
   * Checks that all processes survived, that each event was accepted, and the order; prints what
   * happened.
   *
   * @param title of the printed table
   * @param rounds how many rounds of load there were
   */
  Oracle check(String title, int rounds) throws Exception {
    assertThat(relay.ingest.isAlive()).isTrue();
    assertThat(workers).allMatch(RelayProcess::isAlive);
    var oracle = new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), List.of());
    System.out.print(oracle.table(title));
    System.out.printf(
        "first reached Novu out of order: %d; responses of ingest %s%n",
        oracle.overtaken().size(), load.responses());
    assertThat(load.accepted()).hasSize(events * rounds);
    assertThat(oracle.overtaken()).isEmpty();
    return oracle;
  }

  @Override
  public void close() {
    load.close();
    relay.close();
  }
}
