package dev.segmentnovu.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.environment.RateLimits;
import dev.segmentnovu.sandbox.environment.RateLimits.Category;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.faults.Faults;
import dev.segmentnovu.sandbox.http.RateLimiter.Verdict;
import dev.segmentnovu.sandbox.javascript.Json;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import dev.segmentnovu.sandbox.received.ReceivedRequest.SentResponse;
import dev.segmentnovu.sandbox.received.ReceivedRequests;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request through Novu: it is recorded, authenticated, counted against the rate
 * limit, looked up by its idempotency key, executed, and responded to. A fault can change each of
 * these.
 */
public final class Pipeline {
  private final Vertx vertx;
  private final Clock clock;
  private final Gate gate;
  private final @Nullable RateLimiter limiter;
  private final @Nullable IdempotencyKeys keys;
  private final ReceivedRequests received;
  private final Faults faults;
  private final Consumer<ReceivedRequest> listener;
  private final Wire wire;

  public Pipeline(
      Vertx vertx,
      SandboxOptions options,
      Clock clock,
      ReceivedRequests received,
      Faults faults,
      Consumer<ReceivedRequest> listener) {
    this.vertx = vertx;
    this.clock = clock;
    this.gate = new Gate(options.apiKeys());
    RateLimits limits = options.rateLimits();
    this.limiter = limits == null ? null : new RateLimiter(limits);
    this.keys = options.idempotency() ? new IdempotencyKeys() : null;
    this.received = received;
    this.faults = faults;
    this.listener = listener;
    this.wire = new Wire(vertx);
  }

  /** A request in the pipeline. */
  private record Exchange(
      RoutingContext context,
      Endpoint endpoint,
      ReceivedRequest request,
      Call call,
      @Nullable JsonNode json,
      @Nullable Fault fault) {

    @Nullable String header(String name) {
      return context.request().getHeader(name);
    }
  }

  public void serve(RoutingContext context, Endpoint endpoint) {
    String key = context.pathParam("key");
    byte[] body = SandboxResponses.bytes(context);
    JsonNode parsed = SandboxResponses.json(body);
    JsonNode json = parsed == null ? null : Json.read(parsed);
    ReceivedRequest request = note(context, key, body, json);
    var call =
        new Call(
            request.path(),
            key == null ? "" : key,
            context.request()::getParam,
            json instanceof ObjectNode object ? object : EventCodec.JSON.createObjectNode(),
            request.receivedAt());
    Fault fault = faults.take(request, context.request().headers()).orElse(null);
    var exchange = new Exchange(context, endpoint, request, call, json, fault);
    if (fault != null && fault.strikesInFront()) {
      after(fault.hold(), () -> strikeInFront(exchange, fault));
    } else {
      enter(exchange);
    }
  }

  private ReceivedRequest note(
      RoutingContext context, @Nullable String key, byte[] body, @Nullable JsonNode json) {
    HttpServerRequest http = context.request();
    var request =
        ReceivedRequest.of(
            received.next(),
            clock.instant(),
            http.method().name(),
            http.path(),
            key,
            http.getHeader("Idempotency-Key"),
            body,
            json == null ? EventCodec.JSON.createObjectNode() : json);
    received.add(request);
    return request;
  }

  private void strikeInFront(Exchange exchange, Fault fault) {
    Integer status = fault.scripted().status();
    if (fault.isSilent()) {
      endWithoutResponse(exchange, fault);
    } else if (status != null) {
      respond(exchange, scripted(exchange, fault, status));
    } else {
      enter(exchange);
    }
  }

  private void enter(Exchange exchange) {
    Call call = exchange.call();
    Category category = exchange.endpoint().category();
    String authorization = exchange.header("Authorization");
    Optional<SandboxResponse> refusal =
        gate.unreadable(call, exchange.request().body().length, exchange.json());
    if (refusal.isEmpty() && category != null) {
      refusal = gate.stranger(call, authorization);
    }
    if (refusal.isPresent()) {
      leave(exchange, refusal.get());
      return;
    }
    if (category == null) {
      held(exchange, () -> leave(exchange, done(exchange, null, "")));
      return;
    }
    Map<String, String> headers = Map.of();
    if (limiter != null) {
      Verdict verdict =
          limiter.take(
              String.valueOf(authorization), category, exchange.endpoint().cost(), call.at());
      headers = verdict.headers();
      if (!verdict.granted()) {
        leave(exchange, SandboxResponse.error(call, 429, "API rate limit exceeded").with(headers));
        return;
      }
    }
    once(exchange, headers);
  }

  /** Executes the request, unless its idempotency key, if it has one, is known. */
  private void once(Exchange exchange, Map<String, String> headers) {
    String method = exchange.request().method();
    String key = exchange.request().idempotencyKey();
    if (keys == null || key == null || !(method.equals("POST") || method.equals("PATCH"))) {
      held(exchange, () -> leave(exchange, done(exchange, null, "").with(headers)));
      return;
    }
    String fingerprint =
        IdempotencyKeys.fingerprint(method, exchange.call().path(), exchange.call().body());
    Optional<SandboxResponse> known =
        keys.begin(exchange.call(), key, fingerprint, clock.instant());
    if (known.isPresent()) {
      leave(exchange, known.get().with(headers));
    } else {
      held(exchange, () -> leave(exchange, done(exchange, key, fingerprint).with(headers)));
    }
  }

  private void held(Exchange exchange, Runnable step) {
    Fault fault = exchange.fault();
    // a fault in front of Novu has held it already
    after(fault == null || fault.strikesInFront() ? Duration.ZERO : fault.hold(), step);
  }

  /** Executes the request, or takes the scripted response instead; stores either under the key. */
  private SandboxResponse done(Exchange exchange, @Nullable String key, String fingerprint) {
    Fault fault = exchange.fault();
    Integer status = fault == null ? null : fault.scripted().status();
    if (fault == null || status == null) {
      SandboxResponse usual =
          kept(key, fingerprint, exchange.endpoint().work().respond(exchange.call()));
      return fault == null ? usual : usual.with(fault.scripted().headers());
    }
    if (fault.where() == Fault.Where.ON_THE_WAY_BACK) {
      kept(key, fingerprint, exchange.endpoint().work().respond(exchange.call()));
      return scripted(exchange, fault, status);
    }
    return kept(key, fingerprint, scripted(exchange, fault, status));
  }

  private SandboxResponse kept(@Nullable String key, String fingerprint, SandboxResponse response) {
    return keys == null || key == null
        ? response
        : keys.end(key, fingerprint, response, clock.instant());
  }

  private static SandboxResponse scripted(Exchange exchange, Fault fault, int status) {
    JsonNode body = fault.scripted().body();
    return new SandboxResponse(
        status,
        fault.scripted().headers(),
        body != null
            ? body
            : SandboxResponse.errorBody(exchange.call(), status, "Scripted failure"));
  }

  private void leave(Exchange exchange, SandboxResponse response) {
    Fault fault = exchange.fault();
    if (fault != null && fault.isSilent()) {
      endWithoutResponse(exchange, fault);
    } else {
      respond(exchange, response);
    }
  }

  private void endWithoutResponse(Exchange exchange, Fault fault) {
    listener.accept(exchange.request());
    if (fault.act() == Fault.Act.RESET) {
      exchange.context().request().connection().close();
    }
  }

  private void respond(Exchange exchange, SandboxResponse response) {
    var sent =
        new SentResponse(
            clock.instant(), response.status(), results(response.body()), response.reaches());
    ReceivedRequest done = exchange.request().with(sent);
    received.replace(done);
    listener.accept(done);
    wire.send(exchange.context(), response, exchange.fault());
  }

  private void after(Duration delay, Runnable step) {
    if (delay.isZero()) {
      step.run();
    } else {
      vertx.setTimer(Math.max(1, delay.toMillis()), timer -> step.run());
    }
  }

  private static List<String> results(@Nullable JsonNode body) {
    List<String> results = new ArrayList<>();
    if (body != null && body.has("data")) {
      JsonNode data = body.get("data");
      for (JsonNode item : data.isArray() ? data : List.of(data)) {
        results.add(item.path("status").asText(""));
      }
    }
    return results;
  }
}
