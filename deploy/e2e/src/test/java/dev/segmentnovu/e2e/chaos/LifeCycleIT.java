package dev.segmentnovu.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.e2e.fixture.LoadEvent;
import dev.segmentnovu.e2e.fixture.LocalRedis;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Processes that stop, join, leave, or wait. Nobody may notice it. */
@Tag("chaos")
class LifeCycleIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** So long that a run in which a user waits for a lease does not end in time. */
  private static final Map<String, String> LONG_LEASE =
      Map.of(
          "RELAY_LEASE",
          "20m",
          // no dead letter may be evicted: the oracle would miss it
          "RELAY_UNMAPPED_MAX_COUNT",
          "1000000",
          "RELAY_UNMAPPED_MAX_BYTES",
          "10000000000");

  private static final Duration CHURN =
      Duration.ofSeconds(Integer.getInteger("relay.churn.seconds", 20));
  private static final Duration IDLE =
      Duration.ofSeconds(Integer.getInteger("relay.idle.seconds", 10));

  private static final int USERS = 200;
  private static final int SENDERS = 20;

  /** The exit code of the JVM after SIGTERM. */
  private static final int TERMINATED = 143;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void all_processes_are_restarted_one_after_the_other_under_load() throws Exception {
    try (var relay = twoIngests();
        var load = load(relay)) {
      List<RelayProcess> workers = List.of(relay.addWorker(), relay.addWorker(), relay.addWorker());
      relay.awaitReady();
      relay.novu.fail(Fault.late(Integer.MAX_VALUE, Duration.ofMillis(20)));
      List<? extends Future<?>> sending = load.startFor("rolling", CHURN, 200);
      int restarts = 0;
      while (!sending.stream().allMatch(Future::isDone)) {
        RelayProcess next = workers.get(restarts++ % workers.size());
        assertThat(next.terminate()).isEqualTo(TERMINATED);
        next.restart().awaitReady();
      }
      WebhookLoad.awaitSent(sending);
      relay.awaitDrained();

      judge("workers restarted, " + restarts + "x", relay, load);
      assertThat(load.responses()).containsOnlyKeys("200");
      for (RelayProcess worker : workers) {
        // each start warns of a Novu without idempotency keys, like this one, and of dead letters
        assertThat(
                worker
                    .log()
                    .lines()
                    .filter(line -> !line.contains(" IdempotencyWatch: "))
                    .filter(line -> !line.contains(" DeliveryLog: An event became a dead letter"))
                    .filter(line -> !line.contains(" DeliveryLog: Dead letters (")))
            .noneMatch(line -> line.contains(" ERROR ") || line.contains(" WARN "));
      }
    }
  }

  @Test
  void an_ingest_that_is_told_to_stop_responds_to_the_requests_it_has_begun() throws Exception {
    try (var relay = twoIngests();
        var load = load(relay)) {
      relay.addWorker();
      relay.awaitReady();
      List<? extends Future<?>> sending = load.startFor("ingest", CHURN, 200);
      int restarts = 0;
      while (!sending.stream().allMatch(Future::isDone)) {
        restarts++;
        assertThat(relay.ingest.terminate()).isEqualTo(TERMINATED);
        relay.ingest.restart().awaitReady();
        int enough = load.accepted().size() + 200;
        await()
            .atMost(LIMIT)
            .until(
                () -> load.accepted().size() > enough || sending.stream().allMatch(Future::isDone));
      }
      WebhookLoad.awaitSent(sending);
      relay.awaitDrained();

      judge("ingest restarted, " + restarts + "x", relay, load);
      System.out.printf("answers %s%n", load.responses());
      assertThat(relay.queue().path("totals").path("duplicates").asInt())
          .as("events sent again because an answer was lost")
          .isZero();
    }
  }

  @Test
  void workers_join_and_leave_every_few_seconds() throws Exception {
    var settings = new TreeMap<>(LONG_LEASE);
    settings.put("RELAY_CONCURRENCY", "4");
    var random = new Random(7);
    try (var relay = new SplitRelay(directory, settings);
        var load = load(relay)) {
      Deque<RelayProcess> present = new ArrayDeque<>();
      Deque<RelayProcess> absent = new ArrayDeque<>();
      present.add(relay.addWorker());
      relay.awaitReady();
      // so that each worker can deliver about 80 events a second
      relay.novu.fail(Fault.late(Integer.MAX_VALUE, Duration.ofMillis(50)));
      List<? extends Future<?>> sending = load.startFor("churn", CHURN, 250);
      List<Span> spans = new ArrayList<>();
      int joined = 0;
      int left = 0;
      while (!sending.stream().allMatch(Future::isDone)) {
        Instant from = Instant.now();
        await().pollDelay(Duration.ofSeconds(2 + random.nextInt(2))).until(() -> true);
        spans.add(new Span(present.size(), from, Instant.now()));
        boolean joins = present.size() == 1 || (present.size() < 4 && random.nextBoolean());
        if (joins) {
          RelayProcess next = absent.isEmpty() ? relay.addWorker() : absent.pop().restart();
          present.add(next.awaitReady());
          joined++;
        } else {
          RelayProcess next = present.remove();
          assertThat(next.terminate()).isEqualTo(TERMINATED);
          absent.add(next);
          left++;
        }
      }
      WebhookLoad.awaitSent(sending);
      // with fewer workers than the load needs there is a backlog, which all workers deliver
      while (!absent.isEmpty()) {
        present.add(absent.pop().restart().awaitReady());
      }
      relay.awaitDrained();

      judge("joined " + joined + "x, left " + left + "x", relay, load);
      System.out.printf(
          "workers → events delivered a second: %s%n", ratesOf(spans, relay.novu.requests()));
    }
  }

  @Test
  void after_an_outage_of_redis_waiting_events_continue_by_themselves() throws Exception {
    try (var redis = LocalRedis.server(directory);
        var relay =
            new SplitRelay(directory, Map.of("REDIS_URL", "redis://127.0.0.1:" + redis.port));
        var load = load(relay)) {
      redis.awaitSaying("PING", "PONG");
      List<RelayProcess> all = List.of(relay.ingest, relay.addWorker(), relay.addWorker());
      relay.awaitReady();
      load.send(LoadEvent.of("before", 0, 0));
      await().atMost(LIMIT).until(() -> relay.novu.requests().size() == 1);
      String idle = cpu(all);

      redis.kill();
      await().atMost(LIMIT).until(() -> unready(all));
      String away = cpu(all);
      assertThat(all).allMatch(RelayProcess::isAlive);
      assertThat(unready(all)).isTrue();

      redis.restart();
      relay.awaitReady();
      load.send(LoadEvent.of("after", 0, 1));
      await().atMost(LIMIT).until(() -> relay.novu.requests().size() == 2);
      System.out.printf(
          "%% of a core over %d s (ingest, worker, worker): idle %s, Redis away %s, idle again %s%n",
          IDLE.toSeconds(), idle, away, cpu(all));
    }
  }

  private static boolean unready(List<RelayProcess> processes) throws InterruptedException {
    for (RelayProcess process : processes) {
      if (process.health("ready") != 503 || process.health("live") != 200) {
        return false;
      }
    }
    return true;
  }

  private static String cpu(List<RelayProcess> processes) {
    Supplier<List<Duration>> used = () -> processes.stream().map(RelayProcess::cpu).toList();
    List<Duration> before = used.get();
    long from = System.nanoTime();
    await().atMost(IDLE.plus(LIMIT)).pollDelay(IDLE).until(() -> true);
    List<Duration> after = used.get();
    double took = System.nanoTime() - from;
    List<String> percents = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      percents.add(String.format("%.2f", 100 * after.get(i).minus(before.get(i)).toNanos() / took));
    }
    return String.join("/", percents);
  }

  private SplitRelay twoIngests() throws Exception {
    var relay = new SplitRelay(directory, LONG_LEASE);
    relay.addIngest();
    return relay;
  }

  private static WebhookLoad load(SplitRelay relay) {
    return new WebhookLoad(relay.webhooks(), SplitRelay.SECRET, SENDERS, USERS, 0);
  }

  private static void judge(String run, SplitRelay relay, WebhookLoad load) throws Exception {
    List<Disturbance> none = List.of();
    var oracle = new Oracle(load.accepted(), relay.novu.requests(), relay.deadLetters(), none);
    System.out.print(oracle.table(run));
    assertThat(oracle.wrong()).isEmpty();
    assertThat(oracle.repeated()).isZero();
  }

  /** A time with this number of workers. */
  private record Span(int workers, Instant from, Instant to) {
    long millis() {
      return Duration.between(from, to).toMillis();
    }

    boolean has(ReceivedRequest request) {
      return !request.receivedAt().isBefore(from) && request.receivedAt().isBefore(to);
    }
  }

  private static Map<Integer, Long> ratesOf(List<Span> spans, List<ReceivedRequest> requests) {
    Map<Integer, Long> rates = new TreeMap<>();
    for (int workers = 1; workers <= 4; workers++) {
      int so = workers;
      List<Span> such = spans.stream().filter(span -> span.workers == so).toList();
      long millis = such.stream().mapToLong(Span::millis).sum();
      long events =
          Oracle.parts(requests)
              .filter(request -> such.stream().anyMatch(span -> span.has(request)))
              .count();
      rates.put(workers, millis == 0 ? 0 : 1_000 * events / millis);
    }
    return rates;
  }
}
