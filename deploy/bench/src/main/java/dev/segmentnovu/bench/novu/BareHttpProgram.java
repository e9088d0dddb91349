package dev.segmentnovu.bench.novu;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/**
 * A server that reads a request's body, responds as ingest does, and does nothing else: an upper
 * bound of what ingest could do.
 */
public final class BareHttpProgram extends VerticleBase {
  private final int port;

  private BareHttpProgram(int port) {
    this.port = port;
  }

  /**
   * Starts to listen on loopback, with one event loop for each core. It runs until the process
   * ends.
   */
  public static void start(int port) {
    var instances = Runtime.getRuntime().availableProcessors();
    Vertx.vertx()
        .deployVerticle(
            () -> new BareHttpProgram(port), new DeploymentOptions().setInstances(instances))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
        .requestHandler(BareHttpProgram::respond)
        .listen();
  }

  private static void respond(HttpServerRequest request) {
    var unused =
        request
            .body()
            .compose(
                body ->
                    request
                        .response()
                        .putHeader("Content-Type", "application/json")
                        .end("{\"success\":true}"));
  }
}
