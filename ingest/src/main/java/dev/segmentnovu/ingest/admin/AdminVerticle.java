package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.queue.DeadLetters;
import dev.segmentnovu.queue.ParkedUsers;
import dev.segmentnovu.queue.QueueView;
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
 * The operators' port. {@code /admin/*} needs the token where one is set; health and metrics do
 * not, for orchestrators and Prometheus have none.
 */
public final class AdminVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);

  private static final Duration SAMPLE_PERIOD = Duration.ofSeconds(5);
  private static final int IDLE_SECONDS = 60;

  private final RelayConfig.Admin config;
  private final ConfigView view;
  private final DeadLetters deadLetters;
  private final QueueView queue;
  private final ParkedUsers hold;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;
  private final Clock clock;
  private final Duration samplePeriod;
  private @Nullable QueueSampler sampler;
  private volatile int port;

  /**
   * A verticle to deploy once in a process: its gauges are the process' only ones.
   *
   * @param config where to listen, and who is let in
   * @param view the configured sources, and how they came to be
   * @param deadLetters those of these sources
   * @param queue where the queue's state is read
   * @param hold what parks users
   * @param registry what {@code /metrics} shows, and where the queue's gauges go
   * @param readiness what {@code /health/ready} tells
   * @param clock the time samples are taken at
   */
  public AdminVerticle(
      RelayConfig.Admin config,
      ConfigView view,
      DeadLetters deadLetters,
      QueueView queue,
      ParkedUsers hold,
      PrometheusMeterRegistry registry,
      Readiness readiness,
      Clock clock) {
    this(config, view, deadLetters, queue, hold, registry, readiness, clock, SAMPLE_PERIOD);
  }

  AdminVerticle(
      RelayConfig.Admin config,
      ConfigView view,
      DeadLetters deadLetters,
      QueueView queue,
      ParkedUsers hold,
      PrometheusMeterRegistry registry,
      Readiness readiness,
      Clock clock,
      Duration samplePeriod) {
    this.config = config;
    this.view = view;
    this.deadLetters = deadLetters;
    this.queue = queue;
    this.hold = hold;
    this.registry = registry;
    this.readiness = readiness;
    this.clock = clock;
    this.samplePeriod = samplePeriod;
  }

  /** The port it listens on; 0 before the start. */
  public int port() {
    return port;
  }

  /**
   * Begins to listen. Fails with {@link IllegalStateException} where it would be open to others
   * without a token, and with {@link dev.segmentnovu.config.CannotListenException} where the
   * address or the port cannot be had.
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
    QueueSampler samples = new QueueSampler(view, queue, clock, registry);
    sampler = samples;
    var options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setIdleTimeout(IDLE_SECONDS);
    return vertx
        .createHttpServer(options)
        .requestHandler(router(token, samples))
        .listen()
        .onSuccess(
            server -> {
              port = server.actualPort();
              vertx.setPeriodic(0, samplePeriod.toMillis(), timer -> look(samples));
              LOG.info("Admin port: http://{}:{}", config.host(), port);
            })
        .recover(
            failure -> {
              samples.close();
              return Future.failedFuture(
                  ListenPort.ADMIN.cannotListen(config.host(), config.port(), failure));
            });
  }

  private void look(QueueSampler samples) {
    samples.sample(context);
    // letters come of age while none is buried; where Redis is away the sampler says so
    var unused = deadLetters.trim();
  }

  @Override
  public Future<?> stop() {
    if (sampler != null) {
      sampler.close();
    }
    return Future.succeededFuture();
  }

  private Router router(@Nullable Secret token, QueueSampler samples) {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            context -> {
              AdminResponses.secure(context);
              context.next();
            })
        .failureHandler(Failures::answer);
    for (int status : new int[] {400, 404, 500}) {
      router.errorHandler(status, context -> Failures.answer(context, status));
    }
    OpsRoutes.mount(router, registry, readiness);
    for (String path : OpsRoutes.PATHS) {
      router.route(path).handler(Failures.notAllowed("GET, HEAD"));
    }
    router.route("/admin/*").handler(new AccessGuard(token));
    new DeadLetterRoutes(deadLetters, view, clock).mount(router);
    new QueueRoutes(view, queue, samples).mount(router);
    new UserRoutes(hold, view).mount(router);
    new ConfigRoutes(view).mount(router);
    return router;
  }
}
