package dev.segmentnovu.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.received.RequestLine;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A sandbox on a free port, and a client for it. Bodies are written with single quotes. */
public final class RunningSandbox implements AutoCloseable {
  public final SandboxNovu novu;
  final List<String> lines = new CopyOnWriteArrayList<>();

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();

  public record Reply(int status, JsonNode body, HttpResponse<byte[]> response) {
    /** Empty where there is no such header. */
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public RunningSandbox(SandboxOptions options) throws Exception {
    this(options, Clock.systemUTC());
  }

  public RunningSandbox(SandboxOptions options, Clock clock) throws Exception {
    novu = new SandboxNovu(options, clock, request -> lines.addAll(RequestLine.of(request)));
    vertx.deployVerticle(novu).await(10, TimeUnit.SECONDS);
  }

  public Reply call(String method, String path, String body) throws Exception {
    return reply(client.send(request(method, path, body).build(), BodyHandlers.ofByteArray()));
  }

  public Reply call(String method, String path) throws Exception {
    return call(method, path, "");
  }

  HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(novu.url() + path))
        .timeout(Duration.ofSeconds(10))
        .setHeader("Authorization", "ApiKey secret")
        .method(
            method,
            body.isEmpty()
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(body.replace('\'', '"')));
  }

  Reply send(HttpRequest request) throws Exception {
    return reply(client.send(request, BodyHandlers.ofByteArray()));
  }

  private static Reply reply(HttpResponse<byte[]> response) throws IOException {
    byte[] bytes = response.body();
    return new Reply(
        response.statusCode(),
        bytes.length == 0 ? MissingNode.getInstance() : EventCodec.JSON.readTree(bytes),
        response);
  }

  /** An object, written with single quotes. */
  public static ObjectNode json(String text) throws JsonProcessingException {
    return (ObjectNode) EventCodec.JSON.readTree(text.replace('\'', '"'));
  }

  /** Begins a call and does not wait for its answer. */
  CompletableFuture<HttpResponse<byte[]>> begin(HttpRequest request) {
    return client.sendAsync(request, BodyHandlers.ofByteArray());
  }

  /** A call under an idempotency key. */
  Reply keyed(String key, String method, String path, String body) throws Exception {
    return send(request(method, path, body).setHeader("Idempotency-Key", key).build());
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
