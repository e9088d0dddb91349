package dev.segmentnovu.ingest.admin.alerts;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;

import dev.segmentnovu.config.Alerts;
import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.SettingLine;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.FinishedJob;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.SourceState;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.State;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.SteppedRedis;
import dev.segmentnovu.queue.redis.alerts.RedisAlertStore;
import dev.segmentnovu.testing.Configs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Processes that share the alerts of one source, in a Redis whose clock a test steps. */
final class AlertFixture implements AutoCloseable {

  private static final long BEGIN = 1_700_000_000_000L;
  private static final int TURN_MS = 20;

  final String source = "t" + UUID.randomUUID().toString().replace("-", "");
  final Vertx vertx = Vertx.vertx();
  final RedisEventQueue queue;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /** The receivers and limits. */
  volatile Alerts alerts = Configs.defaults().alerts();

  private final SteppedRedis redis = new SteppedRedis("clock-" + source);
  private final Map<String, SourceState> states = new ConcurrentHashMap<>();
  private final List<RelayProcess> processes = new ArrayList<>();
  private final Duration lease;
  private long nowMs = BEGIN;

  AlertFixture(Duration lease) {
    this.lease = lease;
    redis.clock(BEGIN);
    queue = redis.queue(Configs.defaults().queue());
  }

  /** A process that takes turns. */
  final class RelayProcess implements ConfigView {
    private final Context context = vertx.getOrCreateContext();
    private final AlertLoop loop;
    private final WebhookSender sender = new WebhookSender(vertx, Clock.systemUTC());
    private volatile ConfigStatus status = new ConfigStatus(null, Instant.EPOCH, List.of());
    private final long timer;

    private RelayProcess() {
      var store = new RedisAlertStore(redis, "control-" + source, lease);
      OperatorQueue all = queue.operators().queue(() -> List.of(source), new ActivityRecorder());
      loop =
          new AlertLoop(
              store,
              this,
              () -> alerts,
              new AlertFeed(this, Configs.defaults().queue(), all, inputs()),
              sender,
              new AlertMeters(registry),
              () -> 0.5);
      timer = vertx.setPeriodic(TURN_MS, id -> context.runOnContext(run -> loop.turn()));
    }

    @Override
    public List<String> sources() {
      return List.of(source);
    }

    @Override
    public Optional<RelayConfig.Source> source(String name) {
      return Optional.empty();
    }

    @Override
    public List<SettingLine> settings() {
      return List.of();
    }

    @Override
    public ConfigStatus status() {
      return status;
    }

    /** Refuses its configuration from now on. */
    void refuse(String path, String problem) {
      status =
          new ConfigStatus(
              Path.of("/etc/relay.yaml"), Instant.EPOCH, List.of(new ConfigError(path, problem)));
    }

    /** Ends as if it were killed: its lease lasts. */
    void kill() {
      vertx.cancelTimer(timer);
      sender.close();
    }

    /** Ends in order. */
    void stop() {
      vertx.cancelTimer(timer);
      var stopped = new CompletableFuture<Void>();
      context.runOnContext(run -> loop.close().onComplete(done -> stopped.complete(null)));
      get(stopped);
    }
  }

  private AlertInputs inputs() {
    return new AlertInputs() {
      @Override
      public CompletionStage<Map<String, SourceState>> sourceStates() {
        return CompletableFuture.completedFuture(Map.copyOf(states));
      }

      @Override
      public CompletionStage<List<FinishedJob>> finishedJobs() {
        return CompletableFuture.completedFuture(List.of());
      }
    };
  }

  /** Starts a process. */
  RelayProcess start() {
    var process = new RelayProcess();
    processes.add(process);
    return process;
  }

  /** Sets the receivers. */
  void receivers(Receiver... receivers) {
    alerts = new Alerts(List.of(receivers), alerts.limits(), alerts.repeat());
  }

  /** The source is in this state from now on. */
  void state(State state) {
    states.put(source, new SourceState(state, null, null));
  }

  /** Steps the clock of Redis. */
  void step(Duration time) {
    nowMs += time.toMillis();
    redis.clock(nowMs);
  }

  /** The stored texts. */
  RedisAlertStore store() {
    return new RedisAlertStore(redis, "control-" + source, lease);
  }

  @Override
  public void close() {
    processes.forEach(RelayProcess::kill);
    get(vertx.close().toCompletionStage());
    redis.close(); // the queue uses the same client
  }
}
