package dev.segmentnovu.worker.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.telemetry.trace.Tracing;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.WorkerVerticle;
import dev.segmentnovu.worker.health.WorkerMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Workers of one source on a real Redis, with a sandbox Novu. */
public final class WorkerFixture implements AutoCloseable {

  /** Retries within milliseconds. */
  public static final RelayConfig.Retry QUICK =
      new RelayConfig.Retry(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMinutes(1));

  private final String name = "w" + UUID.randomUUID().toString().replace("-", "");
  private final AtomicInteger ids = new AtomicInteger();
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedNovu novu = new ScriptedNovu(Vertx.vertx());
  private final RelayConfig.Queue config = queueConfig(Duration.ofSeconds(30));
  private final RedisEventQueue queue = RedisEventQueue.connect(TestRedis.redis(), config);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private String worker = "";

  public ScriptedNovu novu() {
    return novu;
  }

  public RedisEventQueue queue() {
    return queue;
  }

  /** The name of the source, another in each test. */
  public String source() {
    return name;
  }

  /** Starts a worker. */
  public WorkerVerticle start(RelayConfig.Retry retry) {
    return start(retry, Pauses.of(List.of()));
  }

  /** Starts a worker that knows these pauses. */
  public WorkerVerticle start(RelayConfig.Retry retry, Pauses pauses) {
    var source =
        Sources.source(name)
            .novu(novu.url(), "secret-1")
            .timeout(Duration.ofSeconds(2))
            .workflow("User Registered", "welcome")
            .retry(retry.initial(), retry.max(), retry.window())
            .build();
    var started =
        new WorkerVerticle(
            config,
            List.of(source),
            pauses,
            queue,
            new WorkerMeters(registry),
            Clock.systemUTC(),
            RandomGenerator.of("SplittableRandom"),
            Tracing.OFF,
            new FailureLogs(System::nanoTime));
    worker = get(vertx.deployVerticle(started).toCompletionStage());
    return started;
  }

  /** Whether a reason pauses the source, as the metrics show it: 1 or 0. */
  public double paused(String reason) {
    return registry.get(Metrics.PAUSED).tags("source", name, "reason", reason).gauge().value();
  }

  /** Stops the worker that was started last. */
  public Future<Void> undeploy() {
    return vertx.undeploy(worker);
  }

  public void track(String user, String event, String properties) {
    enqueue(
        EventType.TRACK,
        user,
        "{'userId':'" + user + "','event':'" + event + "','properties':" + properties + "}");
  }

  public void enqueue(EventType type, String user, String body) {
    String id = "m" + ids.incrementAndGet();
    StoredEvent stored = Events.of(type, body).messageId(id).receivedAt(Instant.now()).stored();
    assertThat(get(queue.enqueue(name, List.of(new NewEvent(user, id, EventCodec.encode(stored))))))
        .isEqualTo(new EnqueueResult.Accepted(0));
  }

  public static NewEvent event(String user, String id) {
    String body = "{\"userId\":\"" + user + "\",\"event\":\"User Registered\",\"properties\":{}}";
    StoredEvent stored =
        Events.of(EventType.TRACK, body).messageId(id).receivedAt(Instant.now()).stored();
    return new NewEvent(user, id, EventCodec.encode(stored));
  }

  public void enqueueRaw(String user, String entry) {
    get(queue.enqueue(name, List.of(new NewEvent(user, "raw", entry.getBytes(UTF_8)))));
  }

  public QueueStats stats() {
    return get(queue.stats(name));
  }

  public List<DeadLetter> deadLetters() {
    return get(queue
            .operators()
            .deadLetters(List.of(name))
            .list(new DeadLetters.Filter(null, null, null, null, null, null), null, 10))
        .items();
  }

  public static RelayConfig.Queue queueConfig(Duration lease) {
    return Configs.with(QueueSettings.LEASE, lease)
        .and(QueueSettings.POLL, Duration.ofMillis(100))
        .queue();
  }

  @Override
  public void close() {
    get(vertx.close().toCompletionStage());
    queue.close();
    novu.close();
  }

  public static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
