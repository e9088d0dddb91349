package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.client.RedisState;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.telemetry.Readiness;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at Redis periodically. The relay does not use a Redis that may evict keys, that is not as
 * durable as configured, or that has the queues in a data format it does not know. While Redis is
 * nearly full, ingest accepts no events, so that workers can still deliver the queued ones.
 */
public final class RedisWatch {

  private static final Logger LOG = LoggerFactory.getLogger(RedisWatch.class);

  /** The problem with a server that may evict keys, and what to do. */
  public static final String MAY_EVICT =
      "Redis may drop events when its memory is short: its maxmemory-policy is not noeviction."
          + " Run redis-cli CONFIG SET maxmemory-policy noeviction, and set it in redis.conf";

  /** How often to look while events arrive, because a look can stop their acceptance. */
  static final Duration OFTEN = Duration.ofSeconds(1);

  /** How often to look while none arrive, to find mistakes in Redis's configuration. */
  static final Duration SELDOM = Duration.ofSeconds(10);

  /**
   * How long after an event the next one is expected. Longer than the {@code Retry-After} of
   * rejected events.
   */
  private static final Duration BUSY = Duration.ofSeconds(60);

  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

  private final RedisEventQueue queue;
  private final Supplier<List<String>> sources;
  private final boolean fsync;
  private final LongSupplier nanoTime;

  /** The problem with Redis's setup; null if there is none, or before the first look. */
  private volatile @Nullable String complaint;

  /**
   * Why the queue of a source is unusable; null if all are usable, or Redis has not replied yet.
   */
  private volatile @Nullable String layoutProblem;

  /** Why Redis's data would not survive Redis; null if it would. */
  private volatile @Nullable String storageProblem;

  private volatile double fullness;

  /** Whether Redis answered the latest look; if not, the metrics do not show the look before. */
  private volatile boolean answered;

  /** When the latest event arrived. */
  private volatile long usedAtNanos;

  private volatile long lookedAtNanos;
  private boolean warned;

  /** Until then a problem ends the process, whose exit reports it once. */
  private volatile boolean started;

  /**
   * A watch before its first look.
   *
   * @param fsync whether accepted events must be on disk
   */
  RedisWatch(
      RedisEventQueue queue,
      Supplier<List<String>> sources,
      boolean fsync,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    this.queue = queue;
    this.sources = sources;
    this.fsync = fsync;
    this.nanoTime = nanoTime;
    usedAtNanos = nanoTime.getAsLong() - BUSY.toNanos();
    Gauge.builder(Metrics.REDIS_MEMORY, this, watch -> watch.answered ? watch.fullness : Double.NaN)
        .description("Memory that Redis uses, as a ratio of its maxmemory; 0 without a limit")
        .register(registry);
  }

  /**
   * Looks for the first time and waits for the result. If Redis is away, the first look follows
   * later.
   *
   * @throws CannotRunException if Redis may evict keys, cannot confirm that events are on disk
   *     although it must, or has a queue in a data format that this version does not know
   */
  void begin() {
    try {
      look().get(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Redis cannot be looked at yet", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String wrong = complaint;
    if (wrong != null) {
      throw new CannotRunException(ExitCode.UNAVAILABLE, wrong);
    }
    String cut = layoutProblem;
    if (cut != null) {
      throw new CannotRunException(ExitCode.CONFIGURATION, cut);
    }
    started = true;
  }

  /**
   * Stores the result of a look at Redis's data directory.
   *
   * @param problem why Redis's data would not survive Redis, and what to do; empty if it would
   */
  void storage(Optional<String> problem) {
    String before = storageProblem;
    String now = problem.orElse(null);
    storageProblem = now;
    if (now != null && before == null) {
      LOG.error("{}. No events are accepted", now);
    } else if (now == null && before != null) {
      LOG.info("The data directory is there again: events are accepted");
    }
  }

  /**
   * Looks now. Fails if Redis is away or rejects the commands; then the previous look stays valid.
   */
  CompletableFuture<Void> look() {
    lookedAtNanos = nanoTime.getAsLong();
    List<String> all = sources.get();
    CompletionStage<Optional<String>> cut = CompletableFuture.completedFuture(Optional.empty());
    for (String source : all) {
      cut = cut.thenCombine(queue.layout().agree(source), (first, next) -> first.or(() -> next));
    }
    // separate commands: a Redis that rejects one of them can still reply to the other
    return CompletableFuture.allOf(
        cut.thenAccept(this::layout).toCompletableFuture(),
        queue
            .servers(all)
            .whenComplete((servers, failure) -> answered = failure == null)
            .thenAccept(this::seen)
            .toCompletableFuture());
  }

  private void layout(Optional<String> problem) {
    String before = layoutProblem;
    String now = problem.orElse(null);
    layoutProblem = now;
    if (started && now != null && !now.equals(before)) {
      LOG.error("{}. None of its events are accepted or delivered here", now);
    }
  }

  /** Looks if events arrived recently, or the latest look was long ago. */
  void lookIfItMatters() {
    if (isDue()) {
      var unused = look();
    }
  }

  /** Whether to look now, if the caller asks this every {@link #OFTEN}. */
  boolean isDue() {
    long now = nanoTime.getAsLong();
    return now - usedAtNanos < BUSY.toNanos() || now - lookedAtNanos >= SELDOM.toNanos();
  }

  private void seen(List<RedisState> servers) {
    String before = complaint;
    String now =
        servers.stream().flatMap(server -> complaint(server).stream()).findFirst().orElse(null);
    fullness = servers.stream().mapToDouble(RedisState::fullness).max().orElse(0);
    if (now != null && !now.equals(before)) {
      LOG.error(now);
    } else if (now == null && before != null) {
      LOG.info("Redis is set up as it must be: ready again");
    }
    complaint = now;
    if (!warned && !fsync && servers.stream().anyMatch(server -> !server.appendOnly())) {
      warned = true;
      LOG.warn(
          "Redis keeps no append-only file: what it holds is lost when it stops. Set appendonly yes");
    }
  }

  /** The problem with a server that must confirm when events are on disk, and cannot. */
  public static String silentOnDisks(RedisState server) {
    return "RELAY_DURABILITY_FSYNC needs Redis 7.2 or newer, and this one is "
        + server.version()
        + ", which cannot tell when an event is on disk. Use a newer Redis, or unset"
        + " RELAY_DURABILITY_FSYNC";
  }

  private Optional<String> complaint(RedisState server) {
    if (server.mayEvict()) {
      return Optional.of(MAY_EVICT);
    }
    if (fsync && !server.canReportDisk()) {
      return Optional.of(silentOnDisks(server));
    }
    if (fsync && !server.appendOnly()) {
      return Optional.of(
          "RELAY_DURABILITY_FSYNC needs an append-only file, and Redis keeps none. Run redis-cli"
              + " CONFIG SET appendonly yes, and set it in redis.conf; or unset"
              + " RELAY_DURABILITY_FSYNC");
    }
    return Optional.empty();
  }

  /** Ready like {@code other}, and not ready while Redis is not set up as it must be. */
  Readiness guarding(Readiness other) {
    return () ->
        other
            .unready()
            .thenApply(
                why ->
                    Optional.ofNullable(complaint)
                        .or(() -> Optional.ofNullable(layoutProblem))
                        .or(() -> Optional.ofNullable(storageProblem))
                        .or(() -> why));
  }

  /**
   * Like {@link #guarding(Readiness)}, and not ready while Redis uses {@code percent} or more of
   * its memory, because ingest then accepts no events.
   */
  Readiness guarding(Readiness other, int percent) {
    Readiness guarded = guarding(other);
    return () -> guarded.unready().thenApply(why -> why.or(() -> full(percent)));
  }

  private Optional<String> full(int percent) {
    double used = fullness * 100;
    return used < percent
        ? Optional.empty()
        : Optional.of(
            String.format(
                "Redis uses %.0f %% of its maxmemory, and events are taken below %d %%"
                    + " (RELAY_MEMORY_PERCENT). Let the workers deliver, delete dead letters, or"
                    + " raise maxmemory",
                used, percent));
  }

  /** Like {@code other}, and full while Redis uses {@code percent} or more of its memory. */
  EventProducer guarding(EventProducer other, int percent) {
    return (source, events) -> {
      usedAtNanos = nanoTime.getAsLong();
      String lost = storageProblem;
      if (lost != null) {
        return CompletableFuture.completedFuture(new EnqueueResult.Unavailable(lost));
      }
      return fullness * 100 >= percent
          ? CompletableFuture.completedFuture(new EnqueueResult.Full())
          : other.enqueue(source, events);
    };
  }
}
