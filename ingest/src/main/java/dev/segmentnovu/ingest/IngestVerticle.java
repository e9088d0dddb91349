package dev.segmentnovu.ingest;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.queue.EventProducer;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
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

  /** Longer than Redis is waited for. */
  private static final Duration GRACE = Duration.ofSeconds(8);

  private static final Duration IDLE = Duration.ofSeconds(75);

  private final RelayConfig.Ingest config;
  private final EventProducer producer;
  private final InFlight inFlight;
  private final MeterRegistry metrics;
  private final Clock clock;
  private volatile List<RelayConfig.Source> sources;
  private @Nullable HttpServer server;

  /**
   * An ingest.
   *
   * @param sources those to take events for; at least one
   * @param producer where events go; not closed by this verticle
   * @param inFlight what the process has in hand, shared by its instances
   */
  public IngestVerticle(
      RelayConfig.Ingest config,
      List<RelayConfig.Source> sources,
      EventProducer producer,
      InFlight inFlight,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.sources = List.copyOf(sources);
    this.producer = producer;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    var enqueuer = new Enqueuer(config, producer, inFlight, metrics, clock, context);
    Duration patience = inFlight.bounds().readTimeout();
    var slow =
        new SlowClients(
            vertx,
            patience,
            IDLE,
            System::nanoTime,
            request -> {
              inFlight.refused(InFlight.Bound.READ_TIMEOUT);
              RequestBody.tooSlow(request, patience);
            });
    RequestBody.Reader reader =
        next -> new RequestBody(config.maxBatchBytes(), inFlight, slow, next);
    Router router = Router.router(vertx);
    var times = new RequestTimes(metrics);
    router.route().handler(request -> follow(request, slow, times));
    router.route().failureHandler(IngestVerticle::failed);
    new WebhookRoutes(() -> sources, config, enqueuer, reader).mount(router);
    new TrackingRoutes(config, new WriteKeys(() -> sources), enqueuer, reader).mount(router);
    router.errorHandler(404, context -> refuse(context, 404, "There is nothing at this path"));
    router.errorHandler(405, context -> refuse(context, 405, "This path takes other methods"));
    router.errorHandler(400, context -> refuse(context, 400, "The request cannot be read"));
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                // else a connection is not known before its first byte, and cannot be counted
                .setHttp2ClearTextEnabled(false)
                // else all that comes and goes passes a handler for WebSockets
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setIdleTimeout((int) IDLE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS))
        .connectionHandler(connection -> admit(connection, slow))
        .requestHandler(router)
        .listen()
        .onSuccess(listening -> server = listening);
  }

  /** Takes no more, and answers what it has begun: its clients need not send that again. */
  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.shutdown(GRACE);
  }

  /** Takes events for these sources from now on, and for no others. Safe from any thread. */
  public void serve(List<RelayConfig.Source> others) {
    sources = List.copyOf(others);
  }

  /** The port it listens on; -1 before it does. */
  public int port() {
    return server == null ? -1 : server.actualPort();
  }

  private void admit(HttpConnection connection, SlowClients slow) {
    if (!inFlight.connect()) {
      connection.close();
      return;
    }
    slow.connected(connection);
    connection.closeHandler(
        closed -> {
          inFlight.disconnect();
          slow.disconnected(connection);
        });
  }

  private static void follow(RoutingContext context, SlowClients slow, RequestTimes times) {
    long start = System.nanoTime();
    HttpConnection connection = context.request().connection();
    slow.began(connection);
    context.addEndHandler(
        ended -> {
          slow.ended(connection);
          times.record(context, System.nanoTime() - start);
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
