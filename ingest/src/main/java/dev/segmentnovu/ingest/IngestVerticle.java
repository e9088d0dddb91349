package dev.segmentnovu.ingest;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port events come in by. Several instances share it. Undeploying answers what is being read,
 * and stops.
 */
public final class IngestVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(IngestVerticle.class);
  private static final int IDLE_SECONDS = 75;

  private final RelayConfig.Ingest config;
  private final List<RelayConfig.Source> sources;
  private final EventProducer producer;
  private final MeterRegistry metrics;
  private final Clock clock;
  private @Nullable HttpServer server;

  /**
   * An ingest.
   *
   * @param sources those to take events for; at least one
   * @param producer where events go; not closed by this verticle
   */
  public IngestVerticle(
      RelayConfig.Ingest config,
      List<RelayConfig.Source> sources,
      EventProducer producer,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.sources = List.copyOf(sources);
    this.producer = producer;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    var enqueuer = new Enqueuer(config, producer, metrics, clock, context);
    Router router = Router.router(vertx);
    router.route().handler(this::measure);
    router.route().failureHandler(IngestVerticle::failed);
    new WebhookRoutes(sources, config, enqueuer).mount(router);
    new TrackingRoutes(config, new WriteKeys(sources), enqueuer).mount(router);
    router.errorHandler(404, context -> refuse(context, 404, "There is nothing at this path"));
    router.errorHandler(405, context -> refuse(context, 405, "This path takes other methods"));
    router.errorHandler(400, context -> refuse(context, 400, "The request cannot be read"));
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS))
        .requestHandler(router)
        .listen()
        .onSuccess(listening -> server = listening);
  }

  /** The port it listens on; -1 before it does. */
  public int port() {
    return server == null ? -1 : server.actualPort();
  }

  private void measure(RoutingContext context) {
    long start = System.nanoTime();
    context.addEndHandler(
        ended -> {
          Route route = context.currentRoute();
          String path = route == null || route.getPath() == null ? "none" : route.getPath();
          metrics
              .timer(
                  Metrics.REQUESTS,
                  "route",
                  path,
                  "status",
                  String.valueOf(context.response().getStatusCode()))
              .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        });
    context.next();
  }

  private static void failed(RoutingContext context) {
    if (context.failure() == null) {
      context.next();
      return;
    }
    LOG.error("A request failed by a mistake of the relay's", context.failure());
    Replies.refused(
        context,
        new Refusal(
            500,
            "internal_error",
            "The relay made a mistake; its log says which. Send this again"));
  }

  private static void refuse(RoutingContext context, int status, String message) {
    Replies.refused(context, new Refusal(status, "bad_request", message));
  }
}
