package dev.segmentnovu.ingest;

import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.ingest.admission.SourceDirectory;
import dev.segmentnovu.ingest.http.BodyReader;
import dev.segmentnovu.ingest.http.ExchangeHandler;
import dev.segmentnovu.ingest.http.IngestRouter;
import dev.segmentnovu.ingest.http.IntakeHandler;
import dev.segmentnovu.ingest.http.RequestFailures;
import dev.segmentnovu.ingest.http.RequestStage;
import dev.segmentnovu.ingest.http.RequestTimes;
import dev.segmentnovu.ingest.http.SlowClients;
import dev.segmentnovu.ingest.http.TrackingRoutes;
import dev.segmentnovu.ingest.http.WebhookRoutes;
import dev.segmentnovu.ingest.intake.EventIntake;
import dev.segmentnovu.ingest.intake.IntakeMetrics;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.trace.Tracing;
import dev.segmentnovu.tls.ServerTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens on the ingest port. Several instances share the port, one per event loop. An undeployed
 * instance accepts no more requests and answers those it is reading.
 */
public final class IngestVerticle extends VerticleBase {

  /** Longer than a request waits for Redis. */
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(8);

  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(75);

  private final RelayConfig.Ingest config;
  private final SourceDirectory sources;
  private final EventProducer producer;
  private final AdmissionControl admission;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Tracing tracing;
  private final FailureLogs failureLogs;
  private final Consumer<RequestStage> onStage;
  private final IntakeMetrics intakeMetrics;
  private @Nullable HttpServer server;

  /**
   * Creates an instance.
   *
   * @param config where to listen, and the limits of requests
   * @param sources the sources that may send events, at least one
   * @param producer receives the events; the verticle does not close it
   * @param admission limits what the process has in flight; all instances share it
   * @param metrics receives the metrics of requests and events
   * @param activity counts events for the history
   * @param clock the time that events store as received
   * @param tracing begins the spans of requests
   * @param failureLogs log what is rejected and refused; all instances share them
   */
  public IngestVerticle(
      RelayConfig.Ingest config,
      List<RelayConfig.Source> sources,
      EventProducer producer,
      AdmissionControl admission,
      MeterRegistry metrics,
      ActivityRecorder activity,
      Clock clock,
      Tracing tracing,
      FailureLogs failureLogs) {
    this(
        config,
        sources,
        producer,
        admission,
        metrics,
        activity,
        clock,
        tracing,
        failureLogs,
        stage -> {});
  }

  /**
   * Creates an instance for tests.
   *
   * @param onStage called at the start of each stage of each request; what it throws counts as
   *     thrown by the stage
   */
  public IngestVerticle(
      RelayConfig.Ingest config,
      List<RelayConfig.Source> sources,
      EventProducer producer,
      AdmissionControl admission,
      MeterRegistry metrics,
      ActivityRecorder activity,
      Clock clock,
      Tracing tracing,
      FailureLogs failureLogs,
      Consumer<RequestStage> onStage) {
    this.config = config;
    this.sources = new SourceDirectory(sources);
    this.producer = producer;
    this.admission = admission;
    this.metrics = metrics;
    this.clock = clock;
    this.tracing = tracing;
    this.failureLogs = failureLogs;
    this.onStage = onStage;
    intakeMetrics = new IntakeMetrics(metrics, activity);
    show(sources);
  }

  /** The series of these sources begin with zero. */
  private void show(List<RelayConfig.Source> served) {
    List<String> names = served.stream().map(RelayConfig.Source::name).toList();
    intakeMetrics.serve(names);
    admission.senders().serve(names);
  }

  @Override
  public Future<?> start() {
    var slowClients = new SlowClients(vertx, admission, IDLE_TIMEOUT, System::nanoTime);
    return ServerTls.of(vertx, ListenPort.INGEST, config.tls())
        .compose(tls -> listen(tls, slowClients));
  }

  private Future<HttpServer> listen(ServerTls tls, SlowClients slowClients) {
    return vertx
        .createHttpServer(tls.applyTo(options()))
        .connectionHandler(connection -> admit(connection, slowClients))
        .requestHandler(router(slowClients))
        .invalidRequestHandler(IngestRouter::refuseInvalid)
        .listen()
        .onSuccess(
            listening -> {
              server = listening;
              tls.follow(listening);
            })
        .recover(
            failure ->
                Future.failedFuture(
                    ListenPort.INGEST.cannotListen(config.host(), config.port(), failure)));
  }

  private IngestRouter router(SlowClients slowClients) {
    var failures = new RequestFailures(onStage);
    var intake =
        new IntakeHandler(
            new EventIntake(config, producer, intakeMetrics, clock, failureLogs), admission, clock);
    return new IngestRouter(
        vertx,
        new ExchangeHandler(context, failures, slowClients, new RequestTimes(metrics), tracing),
        new WebhookRoutes(
            sources,
            config.webhook(),
            new BodyReader(config.webhook().bodyBytes(), admission, slowClients),
            intake),
        new TrackingRoutes(
            sources,
            config.tracking(),
            new BodyReader(config.tracking().bodyBytes(), admission, slowClients),
            intake),
        failures);
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port())
        // with it, a connection is reported at its first byte only, and cannot be counted before
        .setHttp2ClearTextEnabled(false)
        // with these, all bytes pass a handler for WebSockets
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setIdleTimeout((int) IDLE_TIMEOUT.toSeconds())
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }

  private void admit(HttpConnection connection, SlowClients slowClients) {
    if (!admission.tryAcquireConnection()) {
      connection.close();
      return;
    }
    connection.closeHandler(
        closed -> {
          admission.releaseConnection();
          slowClients.connectionClosed(connection);
        });
    slowClients.connectionOpened(connection);
  }

  /** Stops listening, and waits for the responses to requests that it has started. */
  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.shutdown(SHUTDOWN_GRACE);
  }

  /** Accepts events of these sources from now on, and of no others. Thread-safe. */
  public void serve(List<RelayConfig.Source> others) {
    show(others);
    sources.replace(others);
  }

  /** The port that the instance listens on; -1 before the start. */
  public int port() {
    return server == null ? -1 : server.actualPort();
  }
}
