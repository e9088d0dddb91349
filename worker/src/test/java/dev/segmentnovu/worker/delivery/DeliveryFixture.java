package dev.segmentnovu.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.history.ActivityFlush;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.telemetry.trace.Tracing;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.calls.CallScheduler;
import dev.segmentnovu.worker.calls.CallSender;
import dev.segmentnovu.worker.calls.CapacitySignal;
import dev.segmentnovu.worker.calls.ConcurrencyLimit;
import dev.segmentnovu.worker.calls.NovuClient;
import dev.segmentnovu.worker.health.Circuit;
import dev.segmentnovu.worker.health.IdempotencyWatch;
import dev.segmentnovu.worker.health.SourceGate;
import dev.segmentnovu.worker.health.SourceHealth;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.novu.http.NovuHttp;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs one delivery at a time, on a stepped clock, against a scripted queue and a sandbox Novu. */
final class DeliveryFixture implements AfterEachCallback {

  static final Instant NOW = ScriptedConsumer.NOW;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration NOVU_TIMEOUT = Duration.ofSeconds(3);

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedNovu novu = new ScriptedNovu(vertx);
  private final ActivityRecorder activity = new ActivityRecorder();
  private final AtomicLong nanos = new AtomicLong();
  private final FailureLogs failureLogs = new FailureLogs(nanos::get);
  private volatile boolean draining;
  private int deliveries;
  private volatile Runnable drain = () -> {};
  private Clock clock = ScriptedConsumer.CLOCK;

  ScriptedNovu novu() {
    return novu;
  }

  long nanos() {
    return nanos.get();
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    failureLogs.look();
  }

  /** Starts to drain the worker. */
  void drain() {
    draining = true;
    drain.run();
  }

  /** From now on finished events are remembered. */
  void rememberDeliveries() {
    deliveries = 1;
  }

  void isNow(Instant now) {
    clock = Clock.fixed(now, ZoneOffset.UTC);
  }

  /** From now on each use of the clock throws, as a bug does. */
  void breakClock() {
    clock =
        new Clock() {
          @Override
          public Instant instant() {
            throw new IllegalStateException("a bug");
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
  }

  /** What the worker counted for the history since the last call. */
  ActivityReport history() {
    var reports = new ArrayList<ActivityReport>();
    new ActivityFlush(
            activity,
            (source, process, number, report) -> {
              reports.add(report);
              return CompletableFuture.completedFuture(null);
            },
            "test")
        .flush();
    assertThat(reports).hasSize(1);
    return reports.get(0);
  }

  /** The value of a counter. */
  double counted(String name) {
    return registry.get(name).counter().count();
  }

  /** How many events were settled with this outcome. */
  double settled(String outcome) {
    return registry.get(Metrics.SETTLED).tag("outcome", outcome).counter().count();
  }

  ScriptedConsumer queue(Function<Settlement, SettleResult> settle) {
    return new ScriptedConsumer(1, (shard, users) -> List.of(), settle);
  }

  /** A lease that starts now. */
  Lease lease() {
    return new Lease(nanos::get, LEASE, nanos.get());
  }

  void deliver(ScriptedConsumer queue, ClaimedUser user, Mapping mapping) {
    run(queue, user, mapping, lease());
  }

  void run(ScriptedConsumer queue, ClaimedUser user, Mapping mapping, Lease lease) {
    var source =
        Sources.source("web")
            .novu(novu.url(), "secret")
            .timeout(NOVU_TIMEOUT)
            .mapping(mapping)
            .build();
    RandomGenerator random = RandomGenerator.of("SplittableRandom");
    var context = vertx.getOrCreateContext();
    var meters = new WorkerMeters(registry, activity).source("web");
    var http = new NovuHttp(vertx, source.novu(), 1, clock);
    var scheduler =
        new CallScheduler(
            context,
            "web",
            queue.rateBudget(),
            new CallSender(http, nanos::get),
            new ConcurrencyLimit(64, 64),
            Map.of(),
            new IdempotencyWatch(
                "web", source.novu().fingerprint(), meters, queue::storeIdempotency),
            meters,
            new CapacitySignal(),
            nanos::get,
            random);
    var health =
        new SourceHealth(
            "web",
            source.novu().fingerprint(),
            new SourceGate(nanos::get),
            new Circuit(),
            queue,
            random,
            meters);
    var current =
        new CurrentSource(
            new SourceRuntime(
                source,
                new EventMapper(source),
                new NovuClient(http, scheduler, nanos::get),
                new RetryPolicy(source.retry()),
                health,
                scheduler,
                meters));
    drain = current::drain;
    if (draining) {
      current.drain();
    }
    var tools =
        new DeliveryTools(
            Configs.with(QueueSettings.DELIVERIES, deliveries).queue(),
            clock,
            random,
            Tracing.OFF,
            failureLogs);
    Future<Void> done =
        Future.future(
            promise ->
                context.runOnContext(
                    unused ->
                        new UserDelivery(
                                new UserClaim(
                                    tools,
                                    current,
                                    user,
                                    lease,
                                    new Settler(context, queue, user, lease)))
                            .run()
                            .onComplete(promise)));
    try {
      done.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    novu.close();
  }
}
