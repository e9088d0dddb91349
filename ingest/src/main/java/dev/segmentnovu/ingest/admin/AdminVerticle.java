package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.ingest.admin.deadletters.DeadLetterRoutes;
import dev.segmentnovu.ingest.admin.events.DeliveryRoutes;
import dev.segmentnovu.ingest.admin.events.EventRoutes;
import dev.segmentnovu.ingest.admin.http.AccessGuard;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Loopback;
import dev.segmentnovu.ingest.admin.queue.QueueRoutes;
import dev.segmentnovu.ingest.admin.queue.QueueSampler;
import dev.segmentnovu.ingest.admin.users.UserRoutes;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.telemetry.OpsRoutes;
import dev.segmentnovu.telemetry.Readiness;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the operators' port. If a token is configured, {@code /admin/*} requires it; health
 * and metrics do not, because orchestrators and Prometheus have none.
 */
public final class AdminVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);

  private static final Duration SAMPLE_PERIOD = Duration.ofSeconds(5);
  private static final int IDLE_SECONDS = 60;

  private final RelayConfig.Admin config;
  private final ConfigView view;
  private final OperatorQueue queue;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;
  private final Clock clock;
  private final Duration samplePeriod;
  private @Nullable QueueSampler sampler;
  private volatile int port;

  /**
   * Creates the verticle. Deploy it once per process, because its gauges have no other tag than the
   * source.
   *
   * @param config where to listen, and the token
   * @param view the configured sources and the state of the configuration file
   * @param queue what operators do with the queues of these sources
   * @param registry the metrics of {@code /metrics}; receives the gauges of the queue
   * @param readiness the state of {@code /health/ready}
   * @param clock the time of samples, and the end of a rule's {@code maxAge}
   */
  public AdminVerticle(
      RelayConfig.Admin config,
      ConfigView view,
      OperatorQueue queue,
      PrometheusMeterRegistry registry,
      Readiness readiness,
      Clock clock) {
    this(config, view, queue, registry, readiness, clock, SAMPLE_PERIOD);
  }

  /**
   * As the other constructor, with another sample period.
   *
   * @param samplePeriod how often the verticle samples the queue for gauges and rates
   */
  public AdminVerticle(
      RelayConfig.Admin config,
      ConfigView view,
      OperatorQueue queue,
      PrometheusMeterRegistry registry,
      Readiness readiness,
      Clock clock,
      Duration samplePeriod) {
    this.config = config;
    this.view = view;
    this.queue = queue;
    this.registry = registry;
    this.readiness = readiness;
    this.clock = clock;
    this.samplePeriod = samplePeriod;
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
    Secret token =
        config.token() == null || config.token().value().isBlank() ? null : config.token();
    if (token == null && !Loopback.isHost(config.host())) {
      return Future.failedFuture(
          new IllegalStateException(
              "The admin port would listen on "
                  + config.host()
                  + " without a token, and whoever reaches it could read and delete events: set"
                  + " RELAY_ADMIN_TOKEN, or set RELAY_ADMIN_HOST to 127.0.0.1"));
    }
    QueueSampler started = new QueueSampler(view, queue.view(), clock, registry);
    sampler = started;
    var options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setIdleTimeout(IDLE_SECONDS);
    return vertx
        .createHttpServer(options)
        .requestHandler(router(token, started))
        .listen()
        .onSuccess(
            server -> {
              port = server.actualPort();
              vertx.setPeriodic(0, samplePeriod.toMillis(), timer -> sample(started));
              LOG.info("Admin port: http://{}:{}", config.host(), port);
            })
        .recover(
            failure -> {
              started.close();
              return Future.failedFuture(
                  ListenPort.ADMIN.cannotListen(config.host(), config.port(), failure));
            });
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
    return Future.succeededFuture();
  }

  private Router router(@Nullable Secret token, QueueSampler rates) {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            context -> {
              AdminResponses.addSecurityHeaders(context);
              context.next();
            })
        .failureHandler(ErrorResponses::respond);
    for (int status : new int[] {400, 404, 500}) {
      router.errorHandler(status, context -> ErrorResponses.respond(context, status));
    }
    OpsRoutes.mount(router, registry, readiness);
    for (String path : OpsRoutes.PATHS) {
      router.route(path).handler(ErrorResponses.methodNotAllowed("GET, HEAD"));
    }
    router.route("/admin/*").handler(new AccessGuard(token));
    var audit = new AuditLog();
    new DeadLetterRoutes(queue.deadLetters(), view, clock, audit).mount(router);
    new QueueRoutes(view, queue.view(), rates).mount(router);
    new UserRoutes(queue, view, audit).mount(router);
    new DeliveryRoutes(queue.deliveries(), view).mount(router);
    new EventRoutes(queue.eventSearch(), view).mount(router);
    new ConfigRoutes(view).mount(router);
    return router;
  }
}
