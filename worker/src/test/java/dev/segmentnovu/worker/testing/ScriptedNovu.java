package dev.segmentnovu.worker.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.SandboxNovu;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A sandbox Novu that records requests with their headers. It responds as Novu does, except where
 * the test scripts something else.
 */
public final class ScriptedNovu implements AutoCloseable {

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

  /** Decides about each request. */
  @FunctionalInterface
  public interface Script {
    /** What happens instead of Novu's response; {@link #AS_NOVU} for nothing else. */
    Optional<Fault> faultOf(Received received);
  }

  /** Novu's own response, after the request took effect. */
  public static final Optional<Fault> AS_NOVU = Optional.empty();

  /** No response: the request does not reach Novu. */
  public static final Optional<Fault> HANG = Optional.of(Fault.hang(1));

  /** A closed connection: the request does not reach Novu. */
  public static final Optional<Fault> RESET = Optional.of(Fault.reset(1));

  /** This response, without an effect at Novu. {@code body} need not be JSON. */
  public static Optional<Fault> response(int status, String body) {
    return response(status, body, Map.of());
  }

  /** The same with headers. */
  public static Optional<Fault> response(int status, String body, Map<String, String> headers) {
    Fault fault = Fault.response(1, status).text(body).inFront();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      fault = fault.header(header.getKey(), header.getValue());
    }
    return Optional.of(fault);
  }

  /**
   * Applies {@code each} to every part of a batch of triggers: a part with a fault gets an error in
   * a response that reports the others as processed. Another request is decided by {@code each}
   * itself.
   */
  public static Optional<Fault> each(Received request, Script each) {
    if (!request.path().endsWith("/bulk")) {
      return each.faultOf(request);
    }
    List<String> items = new ArrayList<>();
    boolean failed = false;
    for (Received part : request.parts()) {
      boolean fails = each.faultOf(part).isPresent();
      failed |= fails;
      items.add(
          fails
              ? "{\"acknowledged\":true,\"status\":\"error\",\"error\":[\"x\"]}"
              : "{\"acknowledged\":true,\"status\":\"processed\"}");
    }
    return failed ? response(201, "{\"data\":[" + String.join(",", items) + "]}") : AS_NOVU;
  }

  /** All requests received so far. */
  public final List<Received> received = new CopyOnWriteArrayList<>();

  private final Vertx vertx;
  private final SandboxNovu sandbox;
  private volatile Script script = request -> AS_NOVU;

  /** Starts the sandbox on a free port, with any workflow and any API key. */
  public ScriptedNovu(Vertx vertx) {
    this(vertx, SandboxOptions.onPort(0));
  }

  /** Starts a sandbox that is set up otherwise. */
  public ScriptedNovu(Vertx vertx, SandboxOptions options) {
    this.vertx = vertx;
    this.sandbox = new SandboxNovu(options);
    sandbox.script(this::record);
    try {
      vertx.deployVerticle(sandbox).await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Uses {@code script} from now on. It is called in the order of arrival, before the response. */
  public void script(Script script) {
    this.script = script;
  }

  /** Its address. */
  public URI url() {
    return sandbox.url();
  }

  /**
   * Stores a subscriber before the test starts. {@link #received} does not contain this request.
   *
   * @param body of the upsert, with single quotes
   */
  public void store(String body) throws IOException, InterruptedException {
    var upsert =
        HttpRequest.newBuilder(url().resolve("/v2/subscribers"))
            .header("Authorization", "ApiKey secret")
            .POST(BodyPublishers.ofString(body.replace('\'', '"')))
            .build();
    int status = HttpClient.newHttpClient().send(upsert, BodyHandlers.discarding()).statusCode();
    if (status != 201) {
      throw new AssertionError("Novu refused the subscriber: " + status);
    }
    received.clear();
  }

  /** A subscriber as Novu stores it; an empty object if there is none. */
  public ObjectNode subscriber(String id) {
    return sandbox.subscriber(id).orElseGet(EventCodec.JSON::createObjectNode);
  }

  private Optional<Fault> record(ReceivedRequest request, MultiMap headers) {
    Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(header -> byName.put(header.getKey(), header.getValue()));
    var one =
        new Received(request.method(), request.path(), byName, new String(request.body(), UTF_8));
    Optional<Fault> fault = script.faultOf(one);
    received.add(one);
    return fault;
  }

  @Override
  public void close() {
    var unused = vertx.close();
  }
}
