package dev.segmentnovu.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.ingest.admission.BasicAuthorization;
import dev.segmentnovu.ingest.admission.SourceDirectory;
import dev.segmentnovu.ingest.admission.SourceDirectory.WriteKey;
import dev.segmentnovu.ingest.intake.ReceivedBody;
import dev.segmentnovu.queue.history.Credential;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The entry point of Segment's SDKs: its Tracking API. */
public final class TrackingRoutes {

  /** The last segment of each path, and the type of its events; empty for batches of any type. */
  private static final Map<String, Optional<EventType>> CALLS = calls();

  private final SourceDirectory sources;
  private final BodyLimits limits;
  private final BodyReader bodyReader;
  private final IntakeHandler intake;

  /**
   * Creates the routes.
   *
   * @param sources finds the source of a write key
   * @param limits of the body of a call
   * @param bodyReader reads the bodies of calls
   * @param intake takes authentic bodies
   */
  public TrackingRoutes(
      SourceDirectory sources, BodyLimits limits, BodyReader bodyReader, IntakeHandler intake) {
    this.sources = sources;
    this.limits = limits;
    this.bodyReader = bodyReader;
    this.intake = intake;
  }

  void mount(Router router) {
    // a route for OPTIONS only would answer other methods of unknown paths with 405
    router.route("/v1/*").handler(TrackingRoutes::allowBrowsers);
    CALLS.forEach(
        (call, type) -> {
          for (String path : new String[] {"/v1/" + call, "/v1/" + call + "/"}) {
            router
                .route(HttpMethod.POST, path)
                .handler(this::checkHead)
                .handler(bodyReader)
                .handler(context -> receive(context, type.orElse(null)));
          }
        });
    router.get("/v1/projects/:writeKey/settings").handler(this::settings);
  }

  /** Refuses an unknown write key in the header before the body is read. */
  private void checkHead(RoutingContext context) {
    String writeKey = writeKeyOfHeader(context);
    if (writeKey == null || sources.ofWriteKey(writeKey).isPresent()) {
      context.next();
    } else {
      HttpExchange.of(context).respond(IngestResponse.refused(unknownSource(context, false)));
    }
  }

  private void receive(RoutingContext context, @Nullable EventType type) {
    HttpExchange exchange = HttpExchange.of(context);
    authenticate(context, exchange.body(), type)
        .match(body -> intake.accept(exchange, body), exchange::respond);
  }

  private Authentication authenticate(
      RoutingContext context, byte[] bytes, @Nullable EventType type) {
    return BodyScanner.scan(bytes, limits.events())
        .match(
            scanned -> authenticate(context, bytes, scanned.body(), type),
            malformed -> new Authentication.Refused(IngestResponse.refused(malformed.refusal())));
  }

  private Authentication authenticate(
      RoutingContext context, byte[] bytes, ScannedBody body, @Nullable EventType type) {
    String ofHeader = writeKeyOfHeader(context);
    String writeKey = ofHeader != null ? ofHeader : body.writeKey();
    Optional<WriteKey> key = writeKey == null ? Optional.empty() : sources.ofWriteKey(writeKey);
    if (key.isEmpty()) {
      return new Authentication.Refused(
          IngestResponse.refused(unknownSource(context, writeKey == null)));
    }
    RelayConfig.Source source = key.get().source();
    intake.noteUse(source.name(), Credential.Kind.WRITE_KEY, key.get().secret());
    boolean batch = body.shape() == ScannedBody.Shape.BATCH;
    if (batch == (type != null) || body.shape() == ScannedBody.Shape.ARRAY) {
      return wrongShape(context, source, type);
    }
    return new Authentication.Accepted(
        new ReceivedBody(EntryPoint.TRACKING, source, bytes, body, type));
  }

  private Authentication wrongShape(
      RoutingContext context, RelayConfig.Source source, @Nullable EventType type) {
    Refusal refusal =
        Refusal.badRequest(
            type == null
                ? "The body must read {\"batch\":[event, …]}"
                : "The body must be one event; batches go to /v1/batch");
    return new Authentication.Refused(
        intake.rejectWholeBody(HttpExchange.of(context), source.name(), refusal));
  }

  private static @Nullable String writeKeyOfHeader(RoutingContext context) {
    return BasicAuthorization.user(context.request().getHeader(HttpHeaders.AUTHORIZATION));
  }

  private Refusal unknownSource(RoutingContext context, boolean missing) {
    Refusal refusal =
        Refusal.unauthorized(
            "unknown_source",
            missing
                ? "The write key is missing: send it as Basic user or as writeKey in the body"
                : "The write key belongs to no source; it must be one that is set here"
                    + " (SEGMENT_WRITE_KEY)");
    intake.countUnknownSender(HttpExchange.of(context), null, refusal);
    return refusal;
  }

  /**
   * Answers what the Kotlin, Swift and browser SDKs ask first: they must send events to Segment's
   * own destination and no other.
   */
  private void settings(RoutingContext context) {
    HttpExchange exchange = HttpExchange.of(context);
    String writeKey = context.pathParam("writeKey");
    exchange.respond(
        sources.ofWriteKey(writeKey).isPresent()
            ? IngestResponse.json(200, settings(writeKey).toString())
            : IngestResponse.refused(unknownSource(context, false)));
  }

  private static ObjectNode settings(String writeKey) {
    ObjectNode settings = EventCodec.JSON.createObjectNode();
    settings.putObject("integrations").putObject("Segment.io").put("apiKey", writeKey);
    ObjectNode plan = settings.putObject("plan");
    for (String call : new String[] {"track", "identify", "group"}) {
      plan.putObject(call).putObject("__default").put("enabled", true);
    }
    settings.putObject("edgeFunction");
    settings.putObject("middlewareSettings");
    settings.putArray("enabledMiddleware");
    return settings;
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
            .onFailure(disconnected -> {});
  }

  private static Map<String, Optional<EventType>> calls() {
    Map<String, Optional<EventType>> calls = new LinkedHashMap<>();
    for (EventType type : EventType.values()) {
      calls.put(type.wireName(), Optional.of(type));
      // Segment has no short form of delete
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
