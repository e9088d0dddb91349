package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.ingest.admin.access.AccessGuard;
import dev.segmentnovu.ingest.admin.access.Loopback;
import dev.segmentnovu.ingest.admin.alerts.AlertCenter;
import dev.segmentnovu.ingest.admin.console.ConsoleRoutes;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.jobs.JobPace;
import dev.segmentnovu.ingest.admin.jobs.JobRunner;
import dev.segmentnovu.ingest.admin.live.LiveStream;
import dev.segmentnovu.ingest.admin.queue.QueueSampler;
import dev.segmentnovu.ingest.admin.status.StatusAlertInputs;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.telemetry.Readiness;
import dev.segmentnovu.tls.ServerTls;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the operators' port. If a token is configured, {@code /admin/*} requires one; health
 * and metrics do not, because orchestrators and Prometheus have none.
 */
public final class AdminVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);

  private static final Duration SAMPLE_PERIOD = Duration.ofSeconds(5);
  private static final Duration ALERT_PERIOD = Duration.ofSeconds(3);
  private static final int IDLE_SECONDS = 60;

  private final RelayConfig.Admin config;
  private final ConfigView view;
  private final Supplier<RelayConfig> running;
  private final OperatorQueue queue;
  private final AdminTools tools;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;
  private final Clock clock;
  private final Duration samplePeriod;
  private final AccessGuard guard;
  private @Nullable QueueSampler sampler;
  private volatile @Nullable Router router;
  private @Nullable AlertCenter alerts;
  private volatile @Nullable LiveStream liveStream;
  private final AuditLog audit;
  private @Nullable JobRunner runner;
  private volatile int port;

  /**
   * Creates the verticle. Deploy it once per process, because its gauges have no other tag than the
   * source.
   *
   * @param config where to listen, and who may call the port
   * @param view the configured sources and the state of the configuration file
   * @param running the configuration, whose alerts may change
   * @param queue what operators do with the queues of these sources
   * @param tools what it needs from the other parts; this verticle also runs the jobs
   * @param registry the metrics of {@code /metrics}; receives the gauges of the queue
   * @param readiness the state of {@code /health/ready}
   * @param clock the time of samples, and the end of a rule's {@code maxAge}
   */
  public AdminVerticle(
      RelayConfig.Admin config,
      ConfigView view,
      Supplier<RelayConfig> running,
      OperatorQueue queue,
      AdminTools tools,
      PrometheusMeterRegistry registry,
      Readiness readiness,
      Clock clock) {
    this(config, view, running, queue, tools, registry, readiness, clock, SAMPLE_PERIOD);
  }

  /**
   * As the other constructor, with another sample period.
   *
   * @param samplePeriod how often the verticle samples the queue for gauges and rates
   */
  public AdminVerticle(
      RelayConfig.Admin config,
      ConfigView view,
      Supplier<RelayConfig> running,
      OperatorQueue queue,
      AdminTools tools,
      PrometheusMeterRegistry registry,
      Readiness readiness,
      Clock clock,
      Duration samplePeriod) {
    this.config = config;
    this.view = view;
    this.running = running;
    this.queue = queue;
    this.tools = tools;
    this.registry = registry;
    this.readiness = readiness;
    this.clock = clock;
    this.samplePeriod = samplePeriod;
    audit = new AuditLog(queue.auditEntries(), clock);
    guard = new AccessGuard(config.host(), config.access(), System::nanoTime);
  }

  /**
   * Replaces who may call the port, from the next request on, and ends the live streams of those
   * who have lost the rights with which they began. Thread-safe.
   */
  public void admit(AdminAccess access) {
    guard.admit(access);
    LiveStream live = liveStream;
    if (live != null) {
      context.runOnContext(unused -> live.endRevoked());
    }
  }

  /** The port that the verticle listens on; 0 before the start. */
  public int port() {
    return port;
  }

  /**
   * Starts to listen. Fails with {@link IllegalStateException} if it would listen beyond loopback
   * without a token, and with {@link dev.segmentnovu.config.CannotListenException} if the address
   * or the port is not available.
   */
  @Override
  public Future<?> start() {
    if (config.access().isOpen() && !Loopback.isHost(config.host())) {
      return Future.failedFuture(
          new IllegalStateException(
              "The admin port would listen on "
                  + config.host()
                  + " without a token, and whoever reaches it could read and delete events: set"
                  + " RELAY_ADMIN_TOKEN, or set RELAY_ADMIN_HOST to 127.0.0.1"));
    }
    LiveStream live = new LiveStream(vertx, view, queue, clock, livePeriod());
    liveStream = live;
    QueueSampler started =
        new QueueSampler(view, queue, clock, registry, queue.history().recorder());
    sampler = started;
    var center =
        new AlertCenter(
            vertx,
            view,
            running,
            queue,
            new StatusAlertInputs(view, queue, tools.jobs().queue().store()),
            registry,
            clock);
    alerts = center;
    Router mounted = Router.router(vertx);
    new AdminRoutes(
            vertx,
            guard,
            view,
            running,
            queue,
            tools,
            audit,
            clock,
            registry,
            readiness,
            started,
            center,
            live,
            new ConsoleRoutes(vertx))
        .mount(mounted);
    return ServerTls.of(vertx, ListenPort.ADMIN, config.tls())
        .compose(tls -> listen(tls, mounted, started, center));
  }

  private Future<HttpServer> listen(
      ServerTls tls, Router mounted, QueueSampler started, AlertCenter center) {
    var options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            // a long answer to the request that changes to it may arrive broken
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(IDLE_SECONDS);
    router = mounted;
    return vertx
        .createHttpServer(tls.applyTo(options))
        .requestHandler(mounted)
        .listen()
        .onSuccess(
            server -> {
              port = server.actualPort();
              tls.follow(server);
              startJobs();
              vertx.setPeriodic(0, samplePeriod.toMillis(), timer -> sample(started));
              center.start(ALERT_PERIOD);
              LOG.info("Admin port: {}://{}:{}", tls.scheme(), config.host(), port);
            })
        .recover(
            failure -> {
              started.close();
              var unused = center.stop();
              return Future.failedFuture(
                  ListenPort.ADMIN.cannotListen(config.host(), config.port(), failure));
            });
  }

  /** Half the period of the samples: what is new is written about as often. */
  private Duration livePeriod() {
    return samplePeriod.dividedBy(2);
  }

  private void startJobs() {
    String holder = UUID.randomUUID().toString();
    var started =
        new JobRunner(
            vertx, tools.jobs(), clock, holder, JobPace.DEFAULT, queue.history().recorder());
    started.start();
    runner = started;
  }

  private void sample(QueueSampler queueSampler) {
    queueSampler.sample(context);
    // dead letters expire even if no event dies; if Redis is unavailable, the sampler logs it
    var unused = queue.deadLetters().trim();
  }

  @Override
  public Future<?> stop() {
    if (sampler != null) {
      sampler.close();
    }
    LiveStream live = liveStream;
    if (live != null) {
      live.close();
    }
    Future<Void> stoppedAlerts = alerts == null ? Future.succeededFuture() : alerts.stop();
    Future<Void> stoppedJobs = runner == null ? Future.succeededFuture() : runner.stop();
    return Future.join(stoppedAlerts, stoppedJobs);
  }

  /** The routes that are mounted; empty before the start. */
  List<Route> routes() {
    return router == null ? List.of() : router.getRoutes();
  }
}
