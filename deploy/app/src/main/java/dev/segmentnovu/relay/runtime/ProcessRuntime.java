package dev.segmentnovu.relay.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.segmentnovu.config.CannotListenException;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.config.read.TextFiles;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.history.ActivityFlush;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.novu.NovuProbe;
import dev.segmentnovu.relay.runtime.config.LiveConfig;
import dev.segmentnovu.relay.runtime.config.PortCertificates;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import dev.segmentnovu.relay.tracing.Traces;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.Readiness;
import dev.segmentnovu.telemetry.trace.Tracing;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each process of the relay needs: event loops, metrics, the clock and, once the address of
 * Redis is known, the queue.
 */
public final class ProcessRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long START_SECONDS = 30;
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final String NAME = name();

  /** How often the history is written. A process that is killed loses what it counted since. */
  private static final Duration FLUSH = Duration.ofSeconds(5);

  // a relay serves no files: without these options it would need a writable directory
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false)));
  private final BuildInfo build = BuildInfo.ofThisRelay();
  private final PrometheusMeterRegistry registry = ProcessMetrics.registry(build);
  private final Clock clock = Clock.systemUTC();
  private final Instant startedAt = clock.instant();
  private final ActivityRecorder activity = new ActivityRecorder();
  private final FailureLogs failureLogs = new FailureLogs(System::nanoTime);
  private final Tracing tracing;
  private final Shutdown shutdown;

  /**
   * Starts event loops, metrics and, if the environment says so, traces; {@code shutdown} stops the
   * loops and sends the last spans.
   *
   * @throws CannotRunException if the variables of OpenTelemetry have mistakes
   */
  public ProcessRuntime(Shutdown shutdown) {
    this.shutdown = shutdown;
    Traces traces = Traces.begin(System.getenv(), build.version());
    tracing = traces.tracing();
    if (tracing != Tracing.OFF) {
      // the first step, which runs last: the others end spans
      shutdown.add("the traces", traces::close);
    }
    shutdown.add("the event loops", () -> await(vertx.close()));
    long timer = vertx.setPeriodic(LOOK.toMillis(), id -> failureLogs.look());
    shutdown.add(
        "the counts of failures",
        () -> {
          vertx.cancelTimer(timer);
          failureLogs.close();
        });
  }

  public PrometheusMeterRegistry registry() {
    return registry;
  }

  public Clock clock() {
    return clock;
  }

  /** Begins the spans of traces. */
  public Tracing tracing() {
    return tracing;
  }

  /** Limit the log lines of failures; at the end they log what is counted and not logged yet. */
  public FailureLogs failureLogs() {
    return failureLogs;
  }

  /** Counts events for the history, which is written to the Redis of {@link #queue}. */
  public ActivityRecorder activity() {
    return activity;
  }

  /**
   * The configuration of the process.
   *
   * @throws CannotRunException with every mistake
   */
  public LiveConfig config(ConfigLoader loader, ProcessRole role) {
    ConfigLoader checking = loader.checking(config -> PortCertificates.errors(vertx, config, role));
    return LiveConfig.begin(checking, role, TextFiles.onDisk(), clock, registry);
  }

  /** Reads the files of {@code config}, if it has any, each second until the shutdown. */
  public void follow(LiveConfig config) {
    if (!config.hasFile()) {
      return;
    }
    long timer = vertx.setPeriodic(LOOK.toMillis(), id -> look(config));
    shutdown.add("the watch over the configuration", () -> vertx.cancelTimer(timer));
  }

  /**
   * Tells {@code watch} each second whether Redis can still store its data.
   *
   * @param directory where Redis stores it
   * @param problem what is wrong with it; empty if nothing is
   */
  public void follow(Path directory, Callable<Optional<String>> problem, RedisWatch watch) {
    long timer =
        vertx.setPeriodic(
            LOOK.toMillis(),
            id ->
                vertx
                    .executeBlocking(problem)
                    .onSuccess(watch::storage)
                    .onFailure(bug -> LOG.error("The data directory was not looked at", bug)));
    shutdown.add("the watch over " + directory, () -> vertx.cancelTimer(timer));
  }

  private void look(LiveConfig config) {
    vertx
        .executeBlocking(
            () -> {
              config.look();
              return config;
            })
        .onFailure(bug -> LOG.error("The configuration could not be looked at, a bug", bug));
  }

  /**
   * Connects to the queue in the Redis at {@code redis}; the shutdown closes it. While Redis is
   * away each call fails, and the process is not ready.
   */
  public RedisEventQueue queue(RelayConfig.Redis redis, RelayConfig.Queue config) {
    RedisEventQueue queue = RedisEventQueue.connect(redis, config);
    shutdown.add("the Redis client", queue::close);
    write(new ActivityFlush(activity, queue.operators().history(), UUID.randomUUID().toString()));
    return queue;
  }

  private void write(ActivityFlush history) {
    long timer = vertx.setPeriodic(FLUSH.toMillis(), id -> history.flush());
    shutdown.add(
        "the history",
        FLUSH,
        () -> {
          vertx.cancelTimer(timer);
          // the first may only wait for a report that is under way
          history.flush().thenCompose(unused -> history.flush()).toCompletableFuture().get();
        });
  }

  /**
   * Watches the Redis of {@code queue} until the shutdown.
   *
   * @param durability what an accepted event waits for in Redis
   * @throws CannotRunException if Redis may evict keys, does not support the durability, or has the
   *     queue in a data format that this version does not know
   */
  public RedisWatch watch(
      RedisEventQueue queue, RelayConfig.Durability durability, ConfigView config) {
    var watch =
        new RedisWatch(queue, config::sources, durability.fsync(), System::nanoTime, registry);
    watch.begin();
    long timer = vertx.setPeriodic(RedisWatch.OFTEN.toMillis(), id -> watch.lookIfItMatters());
    shutdown.add("the watch over Redis", () -> vertx.cancelTimer(timer));
    return watch;
  }

  /** The first heartbeat of a part of this process, which serves no source yet. */
  public Heartbeat heartbeat(Heartbeat.Role role) {
    return new Heartbeat(NAME, role, build.version(), startedAt, List.of());
  }

  /** Marks the start of this process, and each change of its configuration, for the history. */
  public void mark(RedisEventQueue queue, LiveConfig config) {
    var writer = new MarkWriter(queue.operators().marks());
    writer.started(build.version());
    config.onChangeOf(change -> writer.configured(change.text()));
    long timer = vertx.setPeriodic(0, LOOK.toMillis(), id -> writer.write());
    shutdown.add("the marks", () -> vertx.cancelTimer(timer));
  }

  /**
   * Reports a part of the process each second until the shutdown; see {@link ProcessPresence}.
   *
   * @param first names the part
   * @param known the pauses that the part knows already
   * @param report returns its present state
   * @param listener gets the pauses of operators when they change
   */
  public void report(
      RedisEventQueue queue,
      Heartbeat first,
      Pauses known,
      Supplier<Future<Heartbeat>> report,
      Consumer<Pauses> listener) {
    var presence =
        new ProcessPresence(vertx, queue.operators().presence(), first, known, report, listener);
    shutdown.add("the heartbeat", () -> await(presence.stop()));
  }

  /**
   * Asks Novu whenever an operator wants to know whether it takes the API key of a source.
   *
   * @param worker the name of this process
   */
  public void answerProbes(RedisEventQueue queue, String worker, ConfigView config) {
    new NovuProbe(vertx, System::nanoTime).answer(queue.operators().probes(), worker, config);
  }

  /** Host, process id and a random part: process ids repeat in containers. */
  private static String name() {
    // the name of a Java process is <process id>@<host>
    String[] parts = ManagementFactory.getRuntimeMXBean().getName().split("@", 2);
    String host = parts.length == 2 ? parts[1] : "localhost";
    byte[] random = new byte[3];
    new SecureRandom().nextBytes(random);
    return host + "-" + parts[0] + "-" + HexFormat.of().formatHex(random);
  }

  /**
   * Ready once {@code started}, while Redis has no problem.
   *
   * @param problem why the process cannot work now; asked at each look
   */
  static Readiness readiness(
      BooleanSupplier started, Supplier<CompletionStage<Optional<String>>> problem) {
    return () ->
        started.getAsBoolean()
            ? problem.get()
            : CompletableFuture.completedFuture(
                Optional.of("It is still starting; ask again in a second"));
  }

  /** Starts a verticle that stops within {@link #STOP}; see the other method. */
  public void deploy(String what, Supplier<? extends Deployable> verticle, int instances) {
    deploy(what, verticle, instances, STOP);
  }

  /**
   * Starts a verticle, and stops it at the shutdown.
   *
   * @param what its name for people
   * @param instances how many, each on an event loop of its own
   * @param stop how long it may take to stop
   * @throws CannotRunException if it does not start, for example because its port is taken
   */
  public void deploy(
      String what, Supplier<? extends Deployable> verticle, int instances, Duration stop) {
    var deployment =
        vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances));
    try {
      String id = deployment.toCompletionStage().toCompletableFuture().get(START_SECONDS, SECONDS);
      shutdown.add(what, stop, () -> await(vertx.undeploy(id)));
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CannotRunException(
          ExitCode.UNAVAILABLE,
          cause instanceof CannotListenException
              ? String.valueOf(cause.getMessage())
              : what + " did not start: " + cause.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotRunException(ExitCode.FAILED, what + " was interrupted while starting");
    }
  }

  private static void await(Future<?> stopping) throws InterruptedException, ExecutionException {
    stopping.toCompletionStage().toCompletableFuture().get();
  }
}
