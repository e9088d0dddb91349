package dev.segmentnovu.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Segment's tracking API, for every SDK that is pointed at the relay. */
final class TrackingRoutes {

  /**
   * The last segment of the path, and what it says the events are: empty where the events say it
   * themselves.
   */
  private static final Map<String, Optional<EventType>> CALLS = calls();

  private final BodyLimits limits;
  private final WriteKeys writeKeys;
  private final Enqueuer enqueuer;
  private final RequestBody.Reader reader;

  TrackingRoutes(
      BodyLimits limits, WriteKeys writeKeys, Enqueuer enqueuer, RequestBody.Reader reader) {
    this.reader = reader;
    this.limits = limits;
    this.writeKeys = writeKeys;
    this.enqueuer = enqueuer;
  }

  void mount(Router router) {
    // a route of its own for OPTIONS would make other methods of unknown paths a 405
    router.route("/v1/*").handler(TrackingRoutes::allowBrowsers);
    CALLS.forEach(
        (path, type) -> {
          var body =
              reader.then(
                  this::refusal, (context, bytes) -> receive(context, bytes, type.orElse(null)));
          router.route(HttpMethod.POST, "/v1/" + path).handler(body);
          router.route(HttpMethod.POST, "/v1/" + path + "/").handler(body);
        });
    router.get("/v1/projects/:writeKey/settings").handler(this::settings);
  }

  /** A write key in the header is known before the body is. */
  private Optional<Refusal> refusal(RoutingContext context) {
    String basic = WriteKeys.basicUser(context.request().getHeader("Authorization"));
    return basic == null || writeKeys.source(basic).isPresent()
        ? Optional.empty()
        : Optional.of(unknownSource(false));
  }

  private void receive(RoutingContext context, byte[] bytes, @Nullable EventType type) {
    BodyScanner.Result result = BodyScanner.scan(bytes, limits.events());
    if (result instanceof BodyScanner.Result.Malformed malformed) {
      HttpResponses.refused(context, malformed.refusal());
    } else if (result instanceof BodyScanner.Result.Scanned scanned) {
      receive(context, bytes, scanned.body(), type);
    }
  }

  private void receive(
      RoutingContext context, byte[] bytes, ScannedBody body, @Nullable EventType type) {
    String basic = WriteKeys.basicUser(context.request().getHeader("Authorization"));
    String key = basic != null ? basic : body.writeKey();
    Optional<RelayConfig.Source> source = key == null ? Optional.empty() : writeKeys.source(key);
    if (source.isEmpty()) {
      HttpResponses.refused(context, unknownSource(key == null));
      return;
    }
    boolean batch = body.shape() == ScannedBody.Shape.BATCH;
    if (batch == (type != null) || body.shape() == ScannedBody.Shape.ARRAY) {
      enqueuer.reject(
          context,
          source.get().name(),
          Refusal.badRequest(
              type == null
                  ? "The body must read {\"batch\":[event, …]}"
                  : "The body must be one event; batches go to /v1/batch"));
      return;
    }
    enqueuer.accept(
        context, new ReceivedBody(EntryPoint.TRACKING, source.get(), bytes, body, type));
  }

  private static Refusal unknownSource(boolean missing) {
    return Refusal.unauthorized(
        "unknown_source",
        missing
            ? "The write key is missing: send it as Basic user or as writeKey in the body"
            : "The write key belongs to no source; it must be one that is set here (SEGMENT_WRITE_KEY)");
  }

  /**
   * What Kotlin's, Swift's and the browser's SDK ask for first: that events go to Segment's own
   * destination, nothing else.
   */
  private void settings(RoutingContext context) {
    String key = context.pathParam("writeKey");
    if (writeKeys.source(key).isEmpty()) {
      HttpResponses.refused(context, unknownSource(false));
      return;
    }
    ObjectNode settings = EventCodec.JSON.createObjectNode();
    settings.putObject("integrations").putObject("Segment.io").put("apiKey", key);
    ObjectNode plan = settings.putObject("plan");
    for (String call : new String[] {"track", "identify", "group"}) {
      plan.putObject(call).putObject("__default").put("enabled", true);
    }
    settings.putObject("edgeFunction");
    settings.putObject("middlewareSettings");
    settings.putArray("enabledMiddleware");
    HttpResponses.send(context, 200, settings.toString());
  }

  private static void allowBrowsers(RoutingContext context) {
    context
        .response()
        .putHeader("Access-Control-Allow-Origin", "*")
        .putHeader("Access-Control-Expose-Headers", "Retry-After");
    if (context.request().method().equals(HttpMethod.OPTIONS)) {
      preflight(context);
    } else {
      context.next();
    }
  }

  private static void preflight(RoutingContext context) {
    HttpServerResponse response = context.response();
    var unused =
        response
            .setStatusCode(204)
            .putHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
            .putHeader("Access-Control-Allow-Headers", "authorization, content-type, x-retry-count")
            .putHeader("Access-Control-Max-Age", "86400")
            .end()
            .onFailure(gone -> {});
  }

  private static Map<String, Optional<EventType>> calls() {
    Map<String, Optional<EventType>> calls = new LinkedHashMap<>();
    for (EventType type : EventType.values()) {
      calls.put(type.wireName(), Optional.of(type));
      // delete has no short form: d is not one of Segment's
      if (type != EventType.DELETE) {
        calls.put(type.wireName().substring(0, 1), Optional.of(type));
      }
    }
    for (String batch : new String[] {"batch", "b", "import"}) {
      calls.put(batch, Optional.empty());
    }
    return calls;
  }
}
