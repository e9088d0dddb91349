package dev.segmentnovu.worker.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that records requests and sends scripted responses. */
public final class FakeNovu implements AutoCloseable {

  /** A request that it received. */
  public record Received(String method, String path, Map<String, String> headers, String body) {

    /** The body as JSON. */
    public JsonNode json() {
      try {
        return EventCodec.JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError(body, e);
      }
    }

    /** The calls of a batch, each with its part as the body; another call as it is. */
    public List<Received> parts() {
      if (!path.endsWith("/bulk")) {
        return List.of(this);
      }
      List<Received> parts = new ArrayList<>();
      for (JsonNode item : json().iterator().next()) {
        parts.add(new Received(method, path, headers, item.toString()));
      }
      return parts;
    }

    /** Method and path. */
    public String line() {
      return method + " " + path;
    }
  }

  /** The script of the responses. */
  @FunctionalInterface
  public interface Script {
    /** The response to {@code received}; null for none. A status of 0 closes the connection. */
    @Nullable Answer answer(Received received);
  }

  /** A response. */
  public record Answer(int status, String body, Map<String, String> headers) {
    /** A response with a body and without headers. */
    public static Answer of(int status, String body) {
      return new Answer(status, body, Map.of());
    }
  }

  /** Novu's response to a trigger that it accepts. */
  public static final Answer PROCESSED =
      Answer.of(201, "{\"data\":{\"acknowledged\":true,\"status\":\"processed\"}}");

  /**
   * The response to {@code request}. For a batch of triggers, {@code each} responds to every part:
   * a 201 is an accepted part, anything else an error.
   */
  public static @Nullable Answer each(Received request, Script each) {
    if (!request.path().endsWith("/bulk")) {
      return each.answer(request);
    }
    List<String> items = new ArrayList<>();
    for (Received part : request.parts()) {
      Answer answer = each.answer(part);
      items.add(
          answer != null && answer.status() == 201
              ? "{\"acknowledged\":true,\"status\":\"processed\"}"
              : "{\"acknowledged\":true,\"status\":\"error\",\"error\":[\"x\"]}");
    }
    return Answer.of(201, "{\"data\":[" + String.join(",", items) + "]}");
  }

  /** All requests received so far. */
  public final List<Received> received = new CopyOnWriteArrayList<>();

  private final Vertx vertx;
  private final HttpServer server;
  private volatile Script script = request -> each(request, part -> PROCESSED);

  /** A server on a free port, which accepts each trigger. */
  public FakeNovu(Vertx vertx) {
    this.vertx = vertx;
    try {
      server =
          vertx
              .createHttpServer()
              .requestHandler(this::handle)
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Uses {@code script} from now on. */
  public void script(Script script) {
    this.script = script;
  }

  /** Its address. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
              request.headers().forEach(h -> headers.put(h.getKey(), h.getValue()));
              var one =
                  new Received(request.method().name(), request.uri(), headers, body.toString());
              Answer answer = script.answer(one);
              received.add(one);
              if (answer == null) {
                return;
              }
              if (answer.status() == 0) {
                var unused = request.connection().close();
                return;
              }
              request.response().setStatusCode(answer.status());
              answer.headers().forEach(request.response()::putHeader);
              var unused = request.response().end(answer.body());
            });
  }

  @Override
  public void close() {
    var unused = vertx.close();
  }
}
