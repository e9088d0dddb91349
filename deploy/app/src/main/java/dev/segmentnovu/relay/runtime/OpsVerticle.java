package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.telemetry.OpsRoutes;
import dev.segmentnovu.telemetry.Readiness;
import dev.segmentnovu.tls.ServerTls;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/** The worker's port for health and metrics. */
final class OpsVerticle extends VerticleBase {

  private static final int IDLE_SECONDS = 60;

  private final RelayConfig.Ops config;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;
  private volatile int port;

  OpsVerticle(RelayConfig.Ops config, PrometheusMeterRegistry registry, Readiness readiness) {
    this.config = config;
    this.registry = registry;
    this.readiness = readiness;
  }

  /** The port it listens on; 0 before the start. */
  int port() {
    return port;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    OpsRoutes.mount(router, registry, "worker", readiness);
    OpsRoutes.mountErrors(router);
    return ServerTls.of(vertx, ListenPort.OPS, config.tls()).compose(tls -> listen(tls, router));
  }

  private Future<HttpServer> listen(ServerTls tls, Router router) {
    var options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setIdleTimeout(IDLE_SECONDS);
    return vertx
        .createHttpServer(tls.applyTo(options))
        .requestHandler(router)
        .listen()
        .onSuccess(
            server -> {
              port = server.actualPort();
              tls.follow(server);
            })
        .recover(
            failure ->
                Future.failedFuture(
                    ListenPort.OPS.cannotListen(config.host(), config.port(), failure)));
  }
}
