package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.sandbox.ReceivedRequest.Answered;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Novu's routes: each request is noted, let in or not, spoilt if a fault is due, and answered. */
final class NovuRoutes {
  private static final String SCHEME = "ApiKey ";

  private final Vertx vertx;
  private final SandboxOptions options;
  private final Clock clock;
  private final ReceivedRequests received;
  private final Subscribers subscribers;
  private final Faults faults;
  private final Consumer<ReceivedRequest> listener;

  NovuRoutes(
      Vertx vertx,
      SandboxOptions options,
      Clock clock,
      ReceivedRequests received,
      Subscribers subscribers,
      Faults faults,
      Consumer<ReceivedRequest> listener) {
    this.vertx = vertx;
    this.options = options;
    this.clock = clock;
    this.received = received;
    this.subscribers = subscribers;
    this.faults = faults;
    this.listener = listener;
  }

  private interface Endpoint {
    Answer answer(Call call);
  }

  void mount(Router router) {
    var people = new SubscriberEndpoints(subscribers);
    var triggers = new TriggerEndpoints(options, subscribers);
    var topics = new TopicEndpoints(subscribers);
    route(router, HttpMethod.POST, "/v2/subscribers", people::upsert);
    route(router, HttpMethod.PATCH, "/v2/subscribers/:key", people::patch);
    route(router, HttpMethod.GET, "/v2/subscribers/:key", people::get);
    route(router, HttpMethod.DELETE, "/v2/subscribers/:key", people::delete);
    route(router, HttpMethod.PATCH, "/v1/subscribers/:key/credentials", people::credentials);
    route(router, HttpMethod.POST, "/v1/events/trigger", triggers::trigger);
    route(router, HttpMethod.POST, "/v1/events/trigger/bulk", triggers::bulk);
    route(router, HttpMethod.DELETE, "/v1/events/trigger/:key", triggers::cancel);
    route(router, HttpMethod.POST, "/v2/topics", topics::upsert);
    route(router, HttpMethod.POST, "/v2/topics/:key/subscriptions", topics::subscribe);
    route(router, HttpMethod.DELETE, "/v2/topics/:key/subscriptions", topics::unsubscribe);
    router
        .route()
        .handler(
            context ->
                serve(
                    context,
                    call ->
                        Answer.error(
                            call,
                            404,
                            "Cannot " + context.request().method() + " " + call.path())));
  }

  private void route(Router router, HttpMethod method, String path, Endpoint endpoint) {
    router.route(method, path).handler(context -> serve(context, endpoint));
  }

  private void serve(RoutingContext context, Endpoint endpoint) {
    String key = context.pathParam("key");
    JsonNode body = Replies.json(context);
    ReceivedRequest request = note(context, key, body);
    var call =
        new Call(
            request.path(),
            key == null ? "" : key,
            "true".equals(context.request().getParam("failIfExists")),
            body instanceof ObjectNode object ? object : EventCodec.JSON.createObjectNode(),
            request.receivedAt());
    Endpoint guarded = guarded(context, body, endpoint);
    faults
        .take(request)
        .ifPresentOrElse(
            fault -> after(fault, () -> spoil(context, request, call, fault, guarded)),
            () -> finish(context, request, guarded.answer(call)));
  }

  private ReceivedRequest note(
      RoutingContext context, @Nullable String key, @Nullable JsonNode body) {
    String method = context.request().method().name();
    String path = context.request().path();
    JsonNode json = body == null ? EventCodec.JSON.createObjectNode() : body;
    var triggers = ReceivedRequest.triggersOf(method, path, json);
    String subscriberId =
        triggers.size() == 1
            ? triggers.get(0).subscriberId()
            : path.contains("/subscribers")
                ? key != null ? key : json.path("subscriberId").textValue()
                : null;
    var request =
        new ReceivedRequest(
            received.next(),
            clock.instant(),
            method,
            path,
            subscriberId,
            triggers,
            context.request().getHeader("Idempotency-Key"),
            Replies.bytes(context),
            null);
    received.add(request);
    return request;
  }

  /** In Novu's order: who asks, then whether it is JSON, then the endpoint. */
  private Endpoint guarded(RoutingContext context, @Nullable JsonNode body, Endpoint endpoint) {
    String authorization = context.request().getHeader("Authorization");
    if (authorization == null || !authorization.startsWith(SCHEME) || !letIn(authorization)) {
      return call -> Answer.error(call, 401, "API Key not found");
    }
    if (body == null || !(body.isMissingNode() || body.isObject())) {
      return call -> Answer.error(call, 400, "The body is not a JSON object");
    }
    return endpoint;
  }

  private boolean letIn(String authorization) {
    String key = authorization.substring(SCHEME.length());
    return options.apiKey() == null ? !key.isBlank() : options.apiKey().matches(key);
  }

  private void after(Fault fault, Runnable step) {
    if (fault.delay().isZero()) {
      step.run();
    } else {
      vertx.setTimer(Math.max(1, fault.delay().toMillis()), timer -> step.run());
    }
  }

  private void spoil(
      RoutingContext context, ReceivedRequest request, Call call, Fault fault, Endpoint endpoint) {
    boolean usual = fault.act() == Fault.Act.ANSWER && fault.status() == null;
    Answer answer = usual || fault.applied() ? endpoint.answer(call) : null;
    if (fault.act() == Fault.Act.RESET) {
      listener.accept(request);
      context.request().connection().close();
    } else if (fault.act() == Fault.Act.HANG) {
      listener.accept(request);
    } else if (usual && answer != null) {
      finish(context, request, new Answer(answer.status(), fault.headers(), answer.body()));
    } else if (fault.status() != null) {
      finish(context, request, scripted(call, fault, fault.status()));
    }
  }

  private static Answer scripted(Call call, Fault fault, int status) {
    JsonNode body =
        fault.body() != null ? fault.body() : Answer.errorBody(call, status, "Scripted failure");
    return new Answer(status, fault.headers(), body);
  }

  private void finish(RoutingContext context, ReceivedRequest request, Answer answer) {
    var answered = new Answered(clock.instant(), answer.status(), results(answer.body()));
    ReceivedRequest done = request.with(answered);
    received.replace(done);
    listener.accept(done);
    if (!context.response().closed()) {
      for (Map.Entry<String, String> header : answer.headers().entrySet()) {
        context.response().putHeader(header.getKey(), header.getValue());
      }
      Replies.send(context, answer.status(), answer.body());
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
