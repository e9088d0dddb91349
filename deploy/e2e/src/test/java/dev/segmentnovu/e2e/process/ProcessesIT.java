package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.Oracle.Disturbance;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Ingest and workers as processes of their own, killed while Novu fails. */
class ProcessesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int USERS = 50;
  private static final int EACH = 20;
  private static final int ALL = USERS * EACH;
  private static final int EVER = 1_000_000;
  private static final Duration HOLD = Duration.ofSeconds(1);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private SplitRelay relay;
  private WebhookLoad load;

  @BeforeEach
  void start() throws Exception {
    relay = new SplitRelay(directory);
    load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, USERS, EACH);
  }

  @AfterEach
  void stop() {
    load.close();
    relay.close();
  }

  @Test
  void a_killed_worker_loses_no_event_and_its_users_continue() throws Exception {
    List<RelayProcess> workers = List.of(relay.addWorker(), relay.addWorker());
    relay.awaitReady();
    failForSome();
    List<? extends Future<?>> sending = load.start("worker");
    await().atMost(LIMIT).until(() -> response() > ALL / 4);
    // however fast everything else is, Novu holds requests at the time of the kill
    relay.novu.heal();
    relay.novu.fail(Fault.late(EVER, HOLD));
    await().atMost(LIMIT).until(() -> inFlight() >= 10 && busiest(workers).inFlight() > 0);

    var victim = busiest(workers);
    Instant before = Instant.now();
    victim.process.kill();
    var kill = new Disturbance(before, Instant.now());
    relay.novu.heal();
    failForSome();
    relay.addWorker();
    WebhookLoad.awaitSent(sending);
    relay.awaitDone(ALL);

    Oracle oracle = judge("kill -9 of a worker", List.of(kill));
    System.out.printf(
        "the killed worker held %d users; the last of all users went on after %.1f s (lease %s s); answers of ingest %s%n",
        victim.inFlight, longestStandstill(kill.to()), SplitRelay.LEASE_SECONDS, load.responses());
    // each user has at most one event in flight; the worker may have claimed more between the
    // question and the kill
    assertThat(oracle.repeated()).isLessThanOrEqualTo(USERS);
  }

  @Test
  void a_killed_ingest_loses_no_event_that_got_a_200() throws Exception {
    relay.addWorker();
    relay.addWorker();
    relay.awaitReady();
    List<? extends Future<?>> sending = load.start("ingest");
    List<Disturbance> none = new ArrayList<>();
    for (int kill = 1; kill <= 3; kill++) {
      int enough = kill * ALL / 4;
      await().atMost(LIMIT).until(() -> load.accepted().size() > enough);
      relay.ingest.kill();
      relay.ingest.restart().awaitReady();
    }
    WebhookLoad.awaitSent(sending);
    relay.awaitDone(ALL);

    assertThat(load.responses()).as("a kill in the middle is noticed").containsKey("none");
    judge("kill -9 of ingest, 3x", none);
    System.out.printf(
        "answers of ingest %s; taken before, their answers lost: %d%n",
        load.responses(), relay.queue().path("totals").path("duplicates").asInt());
  }

  /**
   * Makes Novu fail in three ways, for two users each, and respond slowly for the others. Fewer
   * than ten failures in total, because so many in sequence would open a worker's circuit, and it
   * would stop.
   */
  private void failForSome() {
    for (int user = 0; user < 2; user++) {
      relay.novu.fail(Fault.response(8, 503).about("user-" + user));
      relay.novu.fail(Fault.reset(4).about("user-" + (user + 8)));
      relay.novu.fail(Fault.hang(1).about("user-" + (user + 16)));
    }
    relay.novu.fail(Fault.late(EVER, Duration.ofMillis(50)));
  }

  private Oracle judge(String run, List<Disturbance> disturbances) throws Exception {
    var oracle =
        new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), disturbances);
    System.out.print(oracle.table(run));
    assertThat(oracle.wrong()).isEmpty();
    assertThat(load.accepted()).hasSize(ALL);
    return oracle;
  }

  /** Seconds until the last user with events left had a request again. */
  private double longestStandstill(Instant from) {
    return Oracle.parts(relay.novu.requests())
            .filter(request -> request.receivedAt().isAfter(from))
            .collect(
                Collectors.toMap(
                    Oracle::userId,
                    ReceivedRequest::receivedAt,
                    BinaryOperator.minBy(Comparator.naturalOrder())))
            .values()
            .stream()
            .mapToLong(first -> Duration.between(from, first).toMillis())
            .max()
            .orElseThrow()
        / 1_000.0;
  }

  private long response() {
    return Oracle.parts(relay.novu.requests()).filter(part -> part.response() != null).count();
  }

  /** The number of requests that Novu holds now, without those that it never responds to. */
  private long inFlight() {
    Instant recently = Instant.now().minus(HOLD);
    return Oracle.parts(relay.novu.requests())
        .filter(part -> part.response() == null)
        .map(ReceivedRequest::receivedAt)
        .filter(recently::isBefore)
        .count();
  }

  private record Busy(RelayProcess process, int inFlight) {}

  private static Busy busiest(List<RelayProcess> workers) throws Exception {
    List<Busy> all = new ArrayList<>();
    for (RelayProcess worker : workers) {
      all.add(new Busy(worker, (int) worker.metric("relay_worker_users_claimed")));
    }
    return all.stream().max(Comparator.comparingInt(Busy::inFlight)).orElseThrow();
  }
}
