package dev.segmentnovu.ingest.admin.alerts;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.segmentnovu.config.Alerts.Kind;
import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EventCodec;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;

/** A receiver of alerts on a port of this machine, which verifies the signature of each message. */
final class AlertReceiver {

  static final String SECRET =
      "whsec_"
          + Base64.getEncoder().encodeToString("a secret of at least 24 bytes".getBytes(UTF_8));

  /** What it never answers. */
  static final int SILENCE = 0;

  /** A request that came, with a right signature. */
  record Received(String id, String type, JsonNode body) {}

  private final String name;
  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<Integer> answers = new CopyOnWriteArrayList<>();
  private final List<Throwable> wrong = new CopyOnWriteArrayList<>();

  /** The status of the request of this number, from 0. */
  volatile IntUnaryOperator status = number -> 204;

  AlertReceiver(Vertx vertx, String name) {
    this.name = name;
    server =
        get(vertx.createHttpServer().requestHandler(this::handle).listen(0).toCompletionStage());
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              verify(request, body);
              int answer = status.applyAsInt(answers.size());
              answers.add(answer);
              if (answer != SILENCE) {
                request.response().setStatusCode(answer).end();
              }
            });
  }

  private void verify(HttpServerRequest request, Buffer body) {
    Map<String, List<String>> headers = new HashMap<>();
    request.headers().forEach((key, value) -> headers.put(key, List.of(value)));
    try {
      new Webhook(SECRET).verify(body.toString(), headers);
      JsonNode json = EventCodec.JSON.readTree(body.getBytes());
      received.add(new Received(request.getHeader("webhook-id"), json.get("type").asText(), json));
    } catch (WebhookVerificationException e) {
      wrong.add(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the relay is told of it. */
  Receiver settings(Set<Kind> kinds, Set<String> sources) {
    return new Receiver(
        name,
        URI.create("http://127.0.0.1:" + server.actualPort() + "/alerts"),
        new Secret(SECRET),
        kinds,
        sources);
  }

  Receiver settings() {
    return settings(Set.of(), Set.of());
  }

  /** What came, in order; fails if a signature was wrong. */
  List<Received> received() {
    if (!wrong.isEmpty()) {
      throw new AssertionError("a signature was wrong", wrong.get(0));
    }
    return new ArrayList<>(received);
  }

  /** The types of what came, in order. */
  List<String> types() {
    return received().stream().map(Received::type).toList();
  }

  /** The ids of what came, in order. */
  List<String> ids() {
    return received().stream().map(Received::id).toList();
  }
}
