package dev.segmentnovu.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.chaos.Mayhem.Act;
import dev.segmentnovu.e2e.fixture.LocalRedis;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.sandbox.faults.Fault;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two ingests, three workers and a Redis, each a process of its own, under a steady load. One kind
 * of disturbance after the other happens again and again, and at the end all of them at once. The
 * times are random; {@code relay.chaos.seed} repeats them as far as the processes allow.
 */
@Tag("chaos")
class ChaosIT {
  private static final long SEED =
      Long.getLong("relay.chaos.seed", new Random().nextInt(Integer.MAX_VALUE));

  /** How long each run has load and disturbances. */
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("relay.chaos.seconds", 20));

  /** Events a second. */
  private static final int RATE = Integer.getInteger("relay.chaos.rate", 200);

  /**
   * With {@code everysec} and a slow disk, Redis replies before it has written, so a kill may cost
   * events.
   */
  private static final String FSYNC = System.getProperty("relay.chaos.fsync", "always");

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration REMEMBERED = Duration.ofSeconds(60);
  private static final int USERS = 200;

  /** Enough senders that many continue while others wait for a disturbed call. */
  private static final int SENDERS = Integer.getInteger("relay.chaos.senders", 50);

  /**
   * The latency of Novu's cloud, so that workers have calls in flight when a disturbance happens.
   */
  private static final Duration NOVU_TAKES = Duration.ofMillis(100);

  private static final String MANY = "100000000";

  /**
   * Keys that record what happened: each has a bound of its own, and none belongs to an event that
   * still waits.
   */
  private static final Pattern RECORDS =
      Pattern.compile(
          "(alerts|audit|credentials|deliveries|flushes|hours|issues|lock|marks|minutes|processes"
              + "|rejections|unmapped|version)(:.*)?");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final Vertx vertx = Vertx.vertx();
  private LocalRedis redis;
  private RedisLink link;
  private SplitRelay relay;
  private List<RelayProcess> ingests;
  private List<RelayProcess> workers;
  private WebhookLoad load;

  @BeforeEach
  void start() throws Exception {
    redis = LocalRedis.server(directory, "--appendfsync", FSYNC);
    redis.awaitSaying("PING", "PONG");
    link = new RedisLink(redis.port);
    vertx.deployVerticle(link).await(30, TimeUnit.SECONDS);
    relay =
        new SplitRelay(
            directory,
            Map.of(
                "REDIS_URL",
                "redis://127.0.0.1:" + link.port(),
                "RELAY_NOVU_TIMEOUT",
                "3s",
                "RELAY_LEASE",
                "7s",
                "RELAY_DEDUPLICATION",
                REMEMBERED.toSeconds() + "s",
                "RELAY_DEAD_MAX_COUNT",
                MANY,
                "RELAY_UNMAPPED_MAX_COUNT",
                MANY,
                "RELAY_UNMAPPED_MAX_BYTES",
                "10000000000"));
    ingests = List.of(relay.ingest, relay.addIngest());
    workers = List.of(relay.addWorker(), relay.addWorker(), relay.addWorker());
    relay.awaitReady();
    load = new WebhookLoad(relay.webhooks(), SplitRelay.SECRET, SENDERS, USERS, 0);
  }

  @AfterEach
  void stop() throws Exception {
    // of a start that failed there is less to stop
    if (load != null) {
      load.close();
    }
    if (relay != null) {
      relay.close();
    }
    redis.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(Act.class)
  void one_kind_of_disturbance(Act act) throws Exception {
    if (act != Act.FAIL_NOVU) {
      relay.novu.fail(Fault.late(Integer.MAX_VALUE, NOVU_TAKES));
    }
    survive(
        act.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        new Mayhem(SEED, Set.of(act), workers, ingests, redis, link, relay.novu));
  }

  /** One ingest and one worker are never killed, so that their memory can be measured. */
  @Test
  void all_disturbances_at_once_lose_no_event_and_leave_no_key() throws Exception {
    RelayProcess ingest = ingests.get(0);
    RelayProcess worker = workers.get(0);
    String before = memory(ingest, worker);

    survive(
        "everything",
        new Mayhem(
            SEED,
            Set.of(Act.values()),
            workers.subList(1, 3),
            ingests.subList(1, 2),
            redis,
            link,
            relay.novu));

    String drained = memory(ingest, worker);
    for (JsonNode deadLetter : relay.deadLetters()) {
      relay.deleteDeadLetter(deadLetter.path("id").asText());
    }
    await("message ids are forgotten")
        .atMost(REMEMBERED.plus(LIMIT))
        .until(() -> keysButProfiles().equals(Set.of("stats", "layout", "format")));
    System.out.printf(
        "MiB before %s; drained %s; dead letters deleted and message ids forgotten %s%n",
        before, drained, memory(ingest, worker));
  }

  /** Without the message ids that are remembered for an hour, longer than this test waits. */
  private Set<String> keysButProfiles() throws Exception {
    return keys().keySet().stream()
        .filter(key -> !key.startsWith("profiles"))
        .collect(Collectors.toSet());
  }

  private void survive(String run, Mayhem mayhem) throws Exception {
    List<? extends Future<?>> sending = load.startFor("chaos", TIME, RATE);
    mayhem.start();
    try {
      WebhookLoad.awaitSent(sending, TIME);
    } finally {
      mayhem.calm();
    }
    relay.awaitReady();
    relay.awaitDrained();

    var oracle =
        new Oracle(
            load.accepted(), relay.novu.requests(), relay.deadLetters(), mayhem.disturbances());
    System.out.print(oracle.table(run));
    System.out.printf(
        "seed %d; done to it %s, calls struck %d; answers of ingest %s; keys left %s%n",
        SEED, mayhem.done(), link.struck(), load.responses(), keys());
    assertThat(mayhem.done()).as("the relay was disturbed").isNotEmpty();
    assertThat(oracle.wrong()).isEmpty();
    assertThat(keys().keySet())
        .as("what is left when the queue is empty")
        .isSubsetOf(
            "stats",
            "layout",
            "format",
            "profiles",
            "profiles:before",
            "profiles:forgotten",
            "seen",
            "seen:before",
            "dead",
            "dead:unmapped",
            "dead:letters",
            "dead:entries");
    // not a number while the last look at Redis failed
    await().atMost(LIMIT).until(() -> !Double.isNaN(relay.ingest.metric("relay_queue_depth")));
    assertThat(relay.ingest.metric("relay_queue_violations_total")).isZero();
  }

  /** How many keys of each kind Redis has, without {@link #RECORDS}. */
  private Map<String, Long> keys() throws IOException, InterruptedException {
    String port = Integer.toString(redis.port);
    return LocalRedis.cli(directory.resolve("keys.txt"), List.of("-p", port, "--scan"))
        .lines()
        .map(key -> key.substring(key.indexOf('}') + 2))
        .filter(key -> !RECORDS.matcher(key).matches())
        .collect(Collectors.groupingBy(key -> key, TreeMap::new, Collectors.counting()));
  }

  private String memory(RelayProcess ingest, RelayProcess worker) throws Exception {
    String used =
        redis
            .ask("INFO", "memory")
            .get(0)
            .lines()
            .filter(line -> line.startsWith("used_memory:"))
            .findFirst()
            .orElseThrow();
    return String.format(
        "(Redis %.1f, ingest's heap %.1f, worker's heap %.1f)",
        Double.parseDouble(used.substring(used.indexOf(':') + 1)) / (1 << 20),
        ingest.liveHeap(),
        worker.liveHeap());
  }
}
