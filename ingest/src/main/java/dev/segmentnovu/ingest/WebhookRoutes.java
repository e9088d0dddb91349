package dev.segmentnovu.ingest;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Segment's Webhooks destinations: one event, an array, or an array of {@code {"json":{event}}},
 * signed in {@code X-Signature}. Of an array only the first element is signed, in the wrapped form
 * the event inside it.
 */
final class WebhookRoutes {

  private static final String PATH = "/webhooks/segment";
  private static final String SIGNATURE = "X-Signature";

  private final Supplier<List<RelayConfig.Source>> sources;
  private final RelayConfig.Ingest config;
  private final Enqueuer enqueuer;
  private final RequestBody.Reader reader;

  WebhookRoutes(
      Supplier<List<RelayConfig.Source>> sources,
      RelayConfig.Ingest config,
      Enqueuer enqueuer,
      RequestBody.Reader reader) {
    this.reader = reader;
    this.sources = sources;
    this.config = config;
    this.enqueuer = enqueuer;
  }

  void mount(Router router) {
    Handler<RoutingContext> body = reader.then(this::refusal, this::receive);
    for (String path : List.of(PATH, PATH + "/", PATH + "/:source")) {
      router
          .route(path)
          .method(HttpMethod.POST)
          .method(HttpMethod.PUT)
          .method(HttpMethod.PATCH)
          .handler(body);
    }
  }

  /** The source, its secrets and whether there is a signature are known before the body is. */
  private Optional<Refusal> refusal(RoutingContext context) {
    String name = context.pathParam("source");
    RelayConfig.Source source = source(name);
    if (source == null) {
      return Optional.of(unknownSource(name));
    }
    if (source.sharedSecrets().isEmpty()) {
      return Optional.of(
          unauthorized(
              "This source takes no webhooks: set one of sharedSecrets (SEGMENT_SHARED_SECRET) here"
                  + " and in Segment"));
    }
    return context.request().getHeader(SIGNATURE) == null
        ? Optional.of(
            unauthorized(
                "X-Signature is missing: set the shared secret in Segment's destination settings"))
        : Optional.empty();
  }

  private static Refusal unknownSource(@Nullable String name) {
    return new Refusal(
        404,
        "unknown_source",
        name == null
            ? "There are several sources: name one, as in /webhooks/segment/web"
            : "There is no source of that name");
  }

  private void receive(RoutingContext context, byte[] bytes) {
    String name = context.pathParam("source");
    RelayConfig.Source source = source(name);
    String signature = context.request().getHeader(SIGNATURE);
    if (source == null || signature == null) {
      // the configuration has changed since the head was looked at
      Replies.refused(context, unknownSource(name));
      return;
    }
    BodyScanner.Result result = BodyScanner.scan(bytes, config.maxBatchEvents());
    if (result instanceof BodyScanner.Result.Malformed malformed) {
      Replies.refused(context, malformed.refusal());
    } else if (result instanceof BodyScanner.Result.Scanned scanned) {
      receive(context, source, bytes, scanned.body(), signature);
    }
  }

  /** The source of that name; without a name the only one. */
  private RelayConfig.@Nullable Source source(@Nullable String name) {
    List<RelayConfig.Source> all = sources.get();
    for (RelayConfig.Source source : all) {
      if (name == null ? all.size() == 1 : source.name().equals(name)) {
        return source;
      }
    }
    return null;
  }

  private void receive(
      RoutingContext context,
      RelayConfig.Source source,
      byte[] bytes,
      ScannedBody body,
      String signature) {
    if (body.shape() == ScannedBody.Shape.BATCH) {
      Replies.refused(
          context,
          Refusal.badRequest(
              "A webhook is an event or an array of events; batches go to /v1/batch"));
      return;
    }
    boolean array = body.shape() == ScannedBody.Shape.ARRAY;
    int from = array && !body.events().isEmpty() ? body.events().get(0).start() : 0;
    int to = array && !body.events().isEmpty() ? body.events().get(0).end() : bytes.length;
    if (!Signatures.matches(signature, bytes, from, to, source.sharedSecrets())) {
      Replies.refused(
          context,
          unauthorized(
              "X-Signature does not match: the shared secret here and in Segment must be the same"));
      return;
    }
    enqueuer.accept(context, source, bytes, body, null);
  }

  private static Refusal unauthorized(String message) {
    return Refusal.unauthorized("unauthorized", message);
  }
}
