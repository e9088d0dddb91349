package dev.segmentnovu.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.e2e.fixture.Backlog;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.sandbox.environment.RateLimits;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import dev.segmentnovu.testing.Configs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three worker processes share the rate limit of one Novu, while many users wait. */
@Tag("chaos")
class RateBudgetIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Seven of Novu's windows. */
  private static final Duration MEASURED = Duration.ofSeconds(35);

  private static final int WORKERS = 3;

  /** The default; other tests have shorter ones. */
  private static final Map<String, String> PATIENT =
      Map.of("RELAY_LEASE", "60s", "RELAY_NOVU_TIMEOUT", "35s");

  /** After this time a full bucket is empty, and only the tokens that flow in are used. */
  private static final Duration BURST = Duration.ofSeconds(10);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  /**
   * The waiting events, and the tokens that Novu grants for them each second.
   *
   * @param eventsPerToken at least this many events are delivered for each token; more than 0.95
   *     where batches save tokens
   */
  record Load(
      String name,
      RateLimits limits,
      int perSecond,
      EventType type,
      int users,
      int each,
      Backlog.Body body,
      double eventsPerToken) {

    /** The tokens that flow in during the measurement. */
    long allowed() {
      return perSecond * MEASURED.toSeconds();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Load> loads() {
    return List.of(
        new Load(
            "free, trigger", RateLimits.FREE, 60, EventType.TRACK, 200, 30, Backlog::track, 0.95),
        new Load(
            "free, configuration",
            RateLimits.FREE,
            20,
            EventType.IDENTIFY,
            100,
            25,
            Backlog::identify,
            0.95),
        new Load(
            "free, configuration, many users",
            RateLimits.FREE,
            20,
            EventType.IDENTIFY,
            4_000,
            5,
            Backlog::identify,
            2.5),
        new Load(
            "pro, trigger", RateLimits.PRO, 240, EventType.TRACK, 500, 45, Backlog::track, 0.95));
  }

  @ParameterizedTest
  @MethodSource("loads")
  void workers_use_the_whole_rate_budget_and_novu_rejects_hardly_a_call(Load load)
      throws Exception {
    var options =
        SandboxOptions.onPort(0).withWorkflows("receipt").withKeepAll().withRateLimits(load.limits);
    try (var relay = new SplitRelay(directory, PATIENT, options);
        var queue = RedisEventQueue.connect(relay.redisAddress(), Configs.defaults().queue())) {
      relay.awaitReady();
      Backlog.add(queue, "default", load.type, load.users, load.each, load.body);
      List<RelayProcess> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(relay.addWorker());
      }
      for (RelayProcess worker : workers) {
        await().atMost(LIMIT).until(() -> used(worker) > 0);
      }
      Instant begun = Instant.now().plus(BURST);
      Instant end = begun.plus(MEASURED);
      await().atMost(LIMIT).until(() -> Instant.now().isAfter(end.plusSeconds(1)));

      List<ReceivedRequest> calls =
          relay.novu.requests().stream()
              .filter(call -> call.receivedAt().isAfter(begun) && call.receivedAt().isBefore(end))
              .filter(call -> call.response() != null)
              .toList();
      long refused = calls.stream().filter(call -> status(call) == 429).count();
      long counted = tokens(calls);
      long delivered = done(calls, begun, end).values().stream().mapToLong(n -> n).sum();
      Map<String, Long> before = done(relay.novu.requests(), Instant.MIN, begun);
      Map<String, Long> meanwhile = done(relay.novu.requests(), begun, end);
      List<Long> progress =
          IntStream.range(0, load.users)
              .mapToObj(user -> "user-" + user)
              // other workers had nothing left to do
              .filter(user -> of(before, user) + of(meanwhile, user) < load.each)
              .map(user -> of(meanwhile, user))
              .sorted()
              .toList();
      long least = progress.get(0);
      long most = progress.get(progress.size() - 1);
      List<Long> shares = new ArrayList<>();
      for (RelayProcess worker : workers) {
        shares.add(used(worker));
      }
      System.out.printf(
          "%s: %d of %d tokens used in %d s (%.2f %%) for %d events, %d of %d calls answered 429 (%.2f %%);"
              + " events done for each of %d users that waited: %d to %d; tokens used by each worker %s%n",
          load,
          counted,
          load.allowed(),
          MEASURED.toSeconds(),
          100.0 * counted / load.allowed(),
          delivered,
          refused,
          calls.size(),
          100.0 * refused / calls.size(),
          progress.size(),
          least,
          most,
          shares);
      assertThat(relay.queue().path("depth").asInt()).as("some still wait").isPositive();
      // the last hundred tokens may be reserved for a call that was not made yet
      long saved = load.eventsPerToken > 1 ? 100 : 0;
      assertThat(counted).isGreaterThanOrEqualTo(load.allowed() * 95 / 100 - saved);
      assertThat(delivered).isGreaterThanOrEqualTo((long) (load.allowed() * load.eventsPerToken));
      assertThat(refused).isLessThan(Math.max(1, calls.size() / 100));
      double mean = progress.stream().mapToLong(n -> n).average().orElseThrow();
      assertThat(least).as("nobody falls far behind").isGreaterThanOrEqualTo((long) (mean / 2));
      assertThat(most).as("nobody is far ahead").isLessThanOrEqualTo((long) Math.ceil(2 * mean));
      assertThat(shares).as("each takes part").allMatch(share -> share > 0);
    }
  }

  /** The tokens that Novu charged. */
  private static long tokens(List<ReceivedRequest> calls) {
    return calls.stream()
        .filter(call -> status(call) != 429)
        .mapToLong(call -> call.isBatch() ? 100 : 1)
        .sum();
  }

  /** Each user's events that were delivered in the time. */
  private static Map<String, Long> done(List<ReceivedRequest> calls, Instant from, Instant to) {
    return Oracle.parts(calls)
        .filter(call -> call.receivedAt().isAfter(from) && call.receivedAt().isBefore(to))
        .filter(call -> status(call) >= 200 && status(call) < 300)
        .collect(
            Collectors.groupingBy(
                call -> String.valueOf(call.subscriberId()), Collectors.counting()));
  }

  private static long of(Map<String, Long> counts, String user) {
    return counts.getOrDefault(user, 0L);
  }

  private static long used(RelayProcess worker) throws InterruptedException {
    try {
      return Math.round(worker.metric("relay_worker_budget_used_tokens_total"));
    } catch (IOException e) {
      return 0; // it does not listen yet
    }
  }

  private static int status(ReceivedRequest call) {
    ReceivedRequest.SentResponse response = call.response();
    return response == null ? 0 : response.status();
  }
}
