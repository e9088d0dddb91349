package dev.segmentnovu.relay;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.telemetry.OpsRoutes;
import dev.segmentnovu.telemetry.Readiness;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/** The worker's port for health and metrics. */
final class OpsVerticle extends VerticleBase {
  private final RelayConfig.Ops config;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;

  OpsVerticle(RelayConfig.Ops config, PrometheusMeterRegistry registry, Readiness readiness) {
    this.config = config;
    this.registry = registry;
    this.readiness = readiness;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    OpsRoutes.mount(router, registry, readiness);
    return vertx
        .createHttpServer(new HttpServerOptions().setHost(config.host()).setPort(config.port()))
        .requestHandler(router)
        .listen();
  }
}
