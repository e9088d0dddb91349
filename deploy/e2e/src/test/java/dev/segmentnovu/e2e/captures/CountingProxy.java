package dev.segmentnovu.e2e.captures;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A proxy between a client and a server on loopback that counts requests and responses. */
final class CountingProxy extends VerticleBase {
  private final int target;
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private final AtomicInteger toLose = new AtomicInteger();
  private @Nullable HttpServer server;
  private @Nullable HttpClient client;

  /**
   * A request and its response.
   *
   * @param encoding of the request's body, or null
   */
  record Exchange(String path, @Nullable String encoding, int status, String response) {}

  /**
   * A proxy on a free port.
   *
   * @param target the server's port
   */
  CountingProxy(int target) {
    this.target = target;
  }

  @Override
  public Future<?> start() {
    client = vertx.createHttpClient();
    return vertx
        .createHttpServer()
        .requestHandler(this::pass)
        .listen(0, "127.0.0.1")
        .onSuccess(listening -> server = listening);
  }

  int port() {
    return Objects.requireNonNull(server, "not deployed").actualPort();
  }

  List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /**
   * Closes the connection instead of the next {@code responses} responses, which count
   * nevertheless.
   */
  void lose(int responses) {
    toLose.set(responses);
  }

  private void pass(HttpServerRequest request) {
    request
        .body()
        .compose(body -> forward(request, body))
        .onFailure(failure -> request.connection().close());
  }

  private Future<Void> forward(HttpServerRequest request, Buffer body) {
    var options =
        new RequestOptions()
            .setMethod(request.method())
            .setHost("127.0.0.1")
            .setPort(target)
            .setURI(request.uri())
            .setHeaders(request.headers());
    return Objects.requireNonNull(client)
        .request(options)
        .compose(outgoing -> outgoing.send(body))
        .compose(response -> response.body().compose(text -> back(request, response, text)));
  }

  private Future<Void> back(HttpServerRequest request, HttpClientResponse response, Buffer text) {
    exchanges.add(
        new Exchange(
            request.path(),
            request.getHeader("Content-Encoding"),
            response.statusCode(),
            text.toString()));
    if (toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return request.connection().close();
    }
    request.response().setStatusCode(response.statusCode()).headers().setAll(response.headers());
    return request.response().end(text);
  }
}
