package dev.segmentnovu.e2e.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.e2e.fixture.LoadEvent;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.Oracle.Disturbance;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.sandbox.faults.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Redis goes and comes back while events are sent and delivered. */
class RedisAwayIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** The time that Segment waits for a webhook. */
  private static final Duration WEBHOOK_TIME = Duration.ofSeconds(5);

  private static final int USERS = 30;
  private static final int EACH = 20;
  private static final int ALL = USERS * EACH;
  private static final int PROBES = 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private SplitRelay relay;
  private WebhookLoad load;
  private RelayProcess worker;

  @BeforeEach
  void start() throws Exception {
    relay = new SplitRelay(directory);
    load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, USERS, EACH);
    worker = relay.addWorker();
    relay.awaitReady();
    relay.novu.fail(Fault.late(1_000_000, Duration.ofMillis(50)));
  }

  @AfterEach
  void stop() {
    load.close();
    relay.close();
  }

  @Test
  void a_redis_that_was_stopped_starts_again_with_its_data() throws Exception {
    List<? extends Future<?>> sending = load.start("stopped");
    awaitMidst();
    Instant from = Instant.now();
    relay.stopRedis();

    assertRefusedInTime();
    awaitHealth(503);
    RelayProcess late = relay.addWorker();
    await().atMost(LIMIT).until(() -> late.health("live") == 200);
    assertThat(late.health("ready")).isEqualTo(503);

    relay.startRedis();
    awaitHealth(200);
    finish("Redis stopped", sending, new Disturbance(from, Instant.now()));
  }

  @Test
  void a_redis_that_was_suspended_continues() throws Exception {
    List<? extends Future<?>> sending = load.start("still");
    awaitMidst();
    Instant from = Instant.now();
    relay.freezeRedis(true);
    try {
      assertRefusedInTime();
      awaitHealth(503);
    } finally {
      relay.freezeRedis(false);
    }
    awaitHealth(200);
    finish("Redis stood still", sending, new Disturbance(from, Instant.now()));
  }

  private void awaitMidst() {
    await()
        .atMost(LIMIT)
        .until(() -> load.accepted().size() > ALL / 4 && !relay.novu.requests().isEmpty());
  }

  /** Several at a time, so that some must wait for the response to others. */
  private void assertRefusedInTime() {
    List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
    for (int i = 0; i < PROBES; i++) {
      LoadEvent probe = probe(i);
      int before = i;
      responses.add(
          CompletableFuture.runAsync(
                  () -> {}, CompletableFuture.delayedExecutor(150L * before, MILLISECONDS))
              .thenCompose(unused -> load.probe(probe, WEBHOOK_TIME)));
    }
    assertThat(responses)
        .allSatisfy(
            each -> {
              HttpResponse<String> response = each.join();
              assertThat(response.statusCode()).isEqualTo(503);
              assertThat(response.headers().firstValue("Retry-After"))
                  .hasValueSatisfying(seconds -> assertThat(seconds).matches("[1-9]\\d?"));
            });
  }

  private static LoadEvent probe(int number) {
    return LoadEvent.of("probe", USERS + number, 0);
  }

  private void awaitHealth(int status) {
    for (RelayProcess process : List.of(relay.ingest, worker)) {
      await().atMost(LIMIT).until(() -> process.health("ready") == status);
      await().atMost(LIMIT).until(() -> process.health("live") == 200);
      assertThat(process.isAlive()).isTrue();
    }
  }

  private void finish(String run, List<? extends Future<?>> sending, Disturbance away)
      throws Exception {
    WebhookLoad.awaitSent(sending);
    IntStream.range(0, PROBES).mapToObj(RedisAwayIT::probe).forEach(load::send);
    relay.awaitDone(ALL + PROBES);
    var oracle =
        new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), List.of(away));
    System.out.print(oracle.table(run));
    System.out.printf("answers of ingest %s%n", load.responses());
    assertThat(oracle.wrong()).isEmpty();
    assertThat(load.responses()).as("an outage in the middle is noticed").containsKey("503");
  }
}
