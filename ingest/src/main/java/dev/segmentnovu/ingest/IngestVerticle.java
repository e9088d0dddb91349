package dev.segmentnovu.ingest;

import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.telemetry.FailureLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port events come in by. Several instances share it. Undeploying answers what is being read,
 * and stops.
 */
public final class IngestVerticle extends VerticleBase {

  /** Longer than Redis is waited for. */
  private static final Duration GRACE = Duration.ofSeconds(8);

  private static final Duration IDLE = Duration.ofSeconds(75);

  private static final String UNKNOWN_PATH =
      "There is nothing at this path. Webhooks go to /webhooks/segment/<source>, or to"
          + " /webhooks/segment where one source takes webhooks; SDKs send to /v1/<call>";

  private final RelayConfig.Ingest config;
  private final EventProducer producer;
  private final AdmissionControl inFlight;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final FailureLog mistakes = new FailureLog(System::nanoTime);
  private final Consumer<HttpExchange.Stage> onStage;
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
      AdmissionControl inFlight,
      MeterRegistry metrics,
      Clock clock) {
    this(config, sources, producer, inFlight, metrics, clock, stage -> {});
  }

  /**
   * The same for tests.
   *
   * @param onStage called at the begin of each stage of each request, within what guards the stage;
   *     may throw
   */
  IngestVerticle(
      RelayConfig.Ingest config,
      List<RelayConfig.Source> sources,
      EventProducer producer,
      AdmissionControl inFlight,
      MeterRegistry metrics,
      Clock clock,
      Consumer<HttpExchange.Stage> onStage) {
    this.onStage = onStage;
    this.config = config;
    this.sources = List.copyOf(sources);
    this.producer = producer;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    var enqueuer = new Enqueuer(config, producer, inFlight, metrics, clock);
    var exchanges = new HttpExchange.Surroundings(context, mistakes, onStage);
    Duration patience = inFlight.bounds().readTimeout();
    var slow =
        new SlowClients(
            vertx,
            patience,
            IDLE,
            System::nanoTime,
            request -> RequestBody.tooSlow(request, inFlight, patience));
    RequestBody.Reader webhooks =
        (head, next) -> new RequestBody(config.webhook().bodyBytes(), inFlight, slow, head, next);
    RequestBody.Reader calls =
        (head, next) -> new RequestBody(config.tracking().bodyBytes(), inFlight, slow, head, next);
    Router router = Router.router(vertx);
    var times = new RequestTimes(metrics);
    router.route().handler(request -> begin(request, exchanges, slow, times));
    router.route().failureHandler(this::failed);
    new WebhookRoutes(() -> sources, config.webhook(), enqueuer, webhooks).mount(router);
    new TrackingRoutes(config.tracking(), new WriteKeys(() -> sources), enqueuer, calls)
        .mount(router);
    router.errorHandler(404, context -> refuse(context, 404, UNKNOWN_PATH));
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
        .requestHandler(request -> route(request, router))
        .invalidRequestHandler(IngestVerticle::unreadable)
        .listen()
        .onSuccess(listening -> server = listening)
        .recover(
            failure ->
                Future.failedFuture(
                    ListenPort.INGEST.cannotListen(config.host(), config.port(), failure)));
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
    connection.closeHandler(
        closed -> {
          inFlight.disconnect();
          slow.disconnected(connection);
        });
    slow.connected(connection);
  }

  /** What is thrown here is thrown before the request has an exchange. */
  private void route(HttpServerRequest request, Router router) {
    try {
      router.handle(request);
    } catch (Throwable thrown) {
      HttpExchange.report(mistakes, HttpExchange.Stage.HEAD, thrown);
      HttpExchange.rescue(request, false);
    }
  }

  /** The first step of each request. */
  private static void begin(
      RoutingContext context, HttpExchange.Surroundings at, SlowClients slow, RequestTimes times) {
    long start = System.nanoTime();
    HttpConnection connection = context.request().connection();
    HttpExchange exchange = HttpExchange.begin(context, at);
    slow.began(connection);
    exchange.onEnd(() -> slow.ended(connection));
    exchange.onEnd(() -> times.record(context, System.nanoTime() - start));
    exchange.run(
        HttpExchange.Stage.HEAD,
        () -> {
          String expectation = exchange.expectation();
          if (context.request().headers().getAll(HttpHeaders.HOST).size() > 1) {
            refuse(context, 400, "There is more than one Host header; send one");
          } else if (expectation == null || expectation.equalsIgnoreCase("100-continue")) {
            context.next();
          } else {
            refuse(context, 417, "Expect takes 100-continue only; leave the header out");
          }
        });
  }

  private void failed(RoutingContext context) {
    Throwable thrown = context.failure();
    HttpExchange exchange = HttpExchange.find(context);
    if (thrown == null) {
      context.next();
    } else if (exchange != null) {
      exchange.fail(HttpExchange.Stage.HEAD, thrown);
    } else {
      // the router looks at the head before the first of our handlers
      refuse(context, 400, "The Host header is missing or malformed; HTTP/1.1 requires one");
    }
  }

  /** Answers what is no HTTP request, or has too long a head. */
  private static void unreadable(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      refuse(request, 414, "The first line of the request is too long");
    } else if (cause instanceof TooLongHttpHeaderException) {
      refuse(request, 431, "The headers are too long");
    } else {
      refuse(request, 400, "This is not a valid HTTP request");
    }
    request.connection().close();
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    HttpExchange.write(request.response(), status, HttpResponses.refusal("bad_request", message));
  }

  private static void refuse(RoutingContext context, int status, String message) {
    HttpResponses.refused(context, new Refusal(status, "bad_request", message));
  }
}
