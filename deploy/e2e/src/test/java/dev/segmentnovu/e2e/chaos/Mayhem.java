package dev.segmentnovu.e2e.chaos;

import dev.segmentnovu.e2e.chaos.RedisLink.Call;
import dev.segmentnovu.e2e.chaos.RedisLink.Strike;
import dev.segmentnovu.e2e.fixture.LocalRedis;
import dev.segmentnovu.e2e.fixture.Oracle.Disturbance;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.sandbox.SandboxNovu;
import dev.segmentnovu.sandbox.faults.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Disturbs a running relay again and again. A seed decides how and when. */
final class Mayhem {

  /** A kind of disturbance. */
  enum Act {
    KILL_WORKER,
    KILL_INGEST,
    KILL_REDIS,
    CUT_ALL,
    STRIKE_ENQUEUE,
    STRIKE_CLAIM,
    STRIKE_SETTLE,
    FAIL_NOVU
  }

  /** Longer than the relay's client waits for Redis, including its one repetition. */
  private static final int LONGEST_STALL = 4_000;

  /** Shorter than the relay waits for Novu: a later response counts as hanging. */
  private static final int LONGEST_LATE = 800;

  /** The time that each client needs to find Redis again after an outage. */
  private static final Duration AFTERMATH = Duration.ofSeconds(5);

  /** Milliseconds. */
  private static final int SOON = 300;

  private static final int SLOWER = 4;

  private static final List<Strike> STRIKES = List.of(Strike.values());

  private final Random random;
  private final List<Act> acts;
  private final List<RelayProcess> workers;
  private final List<RelayProcess> ingests;
  private final LocalRedis redis;
  private final RedisLink link;
  private final SandboxNovu novu;
  private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
  private final List<Disturbance> disturbances = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> done = new TreeMap<>();
  private boolean redisDown;

  /**
   * What to disturb, and how.
   *
   * @param workers those that may be killed
   * @param ingests those that may be killed
   */
  Mayhem(
      long seed,
      Set<Act> acts,
      List<RelayProcess> workers,
      List<RelayProcess> ingests,
      LocalRedis redis,
      RedisLink link,
      SandboxNovu novu) {
    this.random = new Random(seed);
    this.acts = acts.stream().sorted().toList();
    this.workers = workers;
    this.ingests = ingests;
    this.redis = redis;
    this.link = link;
    this.novu = novu;
  }

  /** Starts the disturbances; returns at once. */
  void start() {
    for (Act act : acts) {
      later(random.nextInt(SOON), () -> act(act));
    }
  }

  /** Ends the disturbances, and restores everything. Fails if a disturbance was impossible. */
  void calm() throws Exception {
    try {
      schedule.submit(this::restoreAll).get(1, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the relay could not be calmed", e);
    }
    if (!schedule.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a disturbance does not end");
    }
    if (done.containsKey("failed")) {
      throw new IllegalStateException("a disturbance could not be brought about: " + done);
    }
  }

  /** The times of the disturbances. */
  List<Disturbance> disturbances() {
    return List.copyOf(disturbances);
  }

  /** How often each disturbance happened; after {@link #calm}. */
  Map<String, Integer> done() {
    return done;
  }

  private interface Step {
    void run() throws Exception;
  }

  private void later(int millis, Step step) {
    var unused =
        schedule.schedule(
            () -> {
              try {
                step.run();
              } catch (Exception e) {
                e.printStackTrace();
                count("failed");
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  private Void restoreAll() throws Exception {
    schedule.shutdownNow();
    link.disarm();
    novu.heal();
    if (redisDown) {
      redis.restart();
    }
    for (List<RelayProcess> processes : List.of(workers, ingests)) {
      for (RelayProcess process : processes) {
        if (!process.isAlive()) {
          process.restart();
        }
      }
    }
    return null;
  }

  private void act(Act act) throws Exception {
    int pause =
        switch (act) {
          case KILL_WORKER -> kill("workers killed", workers);
          case KILL_INGEST -> kill("ingests killed", ingests);
          case KILL_REDIS -> killRedis();
          case CUT_ALL -> cutAll();
          case STRIKE_ENQUEUE -> strike(Call.ENQUEUE);
          case STRIKE_CLAIM -> strike(Call.CLAIM);
          case STRIKE_SETTLE -> strike(Call.SETTLE);
          case FAIL_NOVU -> failNovu();
        };
    // some work must succeed between two disturbances
    later(acts.size() == 1 ? pause : SLOWER * pause, () -> act(act));
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }

  private int kill(String what, List<RelayProcess> processes) throws Exception {
    RelayProcess victim = processes.get(random.nextInt(processes.size()));
    if (victim.isAlive()) {
      Instant before = Instant.now();
      victim.kill();
      if (processes == workers) {
        disturbances.add(new Disturbance(before, Instant.now()));
      }
      count(what);
      later(random.nextInt(1_500), victim::restart);
    }
    return 2_500 + random.nextInt(3_000);
  }

  private int killRedis() throws Exception {
    if (!redisDown) {
      redisDown = true;
      redis.kill();
      Instant from = Instant.now().minusSeconds(1);
      count("Redis killed");
      int away = random.nextInt(2_500);
      disturbances.add(new Disturbance(from, from.plusMillis(away).plus(AFTERMATH)));
      later(
          away,
          () -> {
            redis.restart();
            redisDown = false;
          });
    }
    return 4_000 + random.nextInt(4_000);
  }

  private int cutAll() {
    disturbances.add(new Disturbance(Instant.now(), Instant.now().plus(AFTERMATH)));
    link.cut();
    count("all cut");
    return 1_000 + random.nextInt(2_000);
  }

  private int strike(Call call) {
    if (link.isArmed(call)) {
      return SOON;
    }
    Strike strike = STRIKES.get(random.nextInt(STRIKES.size()));
    int stall = 100 + random.nextInt(LONGEST_STALL);
    disturbances.add(
        new Disturbance(Instant.now(), Instant.now().plusMillis(stall).plus(AFTERMATH)));
    link.arm(call, strike, Duration.ofMillis(stall));
    count(call + " " + strike);
    return SOON + random.nextInt(1_500) + (strike.name().startsWith("STALL") ? stall : 0);
  }

  private int failNovu() {
    int times = 1 + random.nextInt(30);
    switch (random.nextInt(5)) {
      case 0 -> fail("Novu 5xx", Fault.response(times, random.nextBoolean() ? 500 : 503));
      case 1 -> fail("Novu resets", Fault.reset(times));
      case 2 -> fail("Novu hangs", Fault.hang(1 + times / 10));
      case 3 ->
          fail("Novu late", Fault.late(times, Duration.ofMillis(random.nextInt(LONGEST_LATE))));
      default -> fail("Novu 429", Fault.response(1, 429).header("Retry-After", "1"));
    }
    return 300 + random.nextInt(1_500);
  }

  private void fail(String what, Fault fault) {
    novu.fail(fault);
    count(what);
  }
}
