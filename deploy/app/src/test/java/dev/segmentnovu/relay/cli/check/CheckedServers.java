package dev.segmentnovu.relay.cli.check;

import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.EmbeddedRedis;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.testing.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Redis, a server that responds as Novu does about its workflows, and settings for both. */
final class CheckedServers implements AutoCloseable {

  /** The environment of the command; a test may change it. */
  final Map<String, String> settings = new HashMap<>();

  /** Whether this Novu honours idempotency keys. */
  volatile boolean honoursKeys = true;

  final EmbeddedRedis redis;
  private final DataDirectory data;
  private final Vertx vertx = Vertx.vertx();

  /** Starts both; returns when they listen. */
  CheckedServers(Path directory) throws Exception {
    HttpServer novu =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  boolean known = "ApiKey right".equals(request.getHeader("Authorization"));
                  if (request.method().equals(HttpMethod.POST) && known) {
                    String key = request.getHeader("Idempotency-Key");
                    if (honoursKeys) {
                      request.response().putHeader("Idempotency-Key", key);
                    }
                    var unused = request.response().setStatusCode(422).end("{}");
                    return;
                  }
                  String found =
                      switch (request.path()) {
                        case "/v2/workflows" -> "{\"data\":{\"workflows\":[],\"totalCount\":0}}";
                        case "/v2/workflows/welcome" -> "{\"data\":{\"active\":true}}";
                        case "/v2/workflows/asleep" -> "{\"data\":{\"active\":false}}";
                        case "/v2/workflows/active" -> "{\"data\":{\"status\":\"ACTIVE\"}}";
                        case "/v2/workflows/inactive" -> "{\"data\":{\"status\":\"INACTIVE\"}}";
                        case "/v2/workflows/broken" -> "{\"data\":{\"status\":\"ERROR\"}}";
                        default -> "";
                      };
                  var unused =
                      request
                          .response()
                          .setStatusCode(!known ? 401 : found.isEmpty() ? 404 : 200)
                          .end(known ? found : "{}");
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    data = DataDirectory.hold(directory.resolve("redis"));
    redis = EmbeddedRedis.start(data, FreePort.next(), "");
    settings.put("REDIS_URL", redis.uri().toString());
    settings.put("NOVU_API_URL", "http://127.0.0.1:" + novu.actualPort());
    settings.put("NOVU_API_KEY", "right");
    settings.put("SEGMENT_WRITE_KEY", "wk");
  }

  /** Runs {@code relay check} in this JVM. */
  CommandLineRun check(String... options) {
    return CommandLineRun.of(
        settings, Stream.concat(Stream.of("check"), Stream.of(options)).toArray(String[]::new));
  }

  @Override
  public void close() throws IOException {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    redis.close();
    data.close();
  }
}
