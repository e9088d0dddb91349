package dev.segmentnovu.ingest;

import dev.segmentnovu.config.AdmissionRules.Signature;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedEvent;
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
 * signed in {@code X-Signature}. Of an array Segment signs only the first element, in the wrapped
 * form the event inside it; a change to sign the whole body is under way, so either is accepted
 * unless the source says otherwise.
 */
final class WebhookRoutes {

  private static final String PATH = "/webhooks/segment";
  private static final String SIGNATURE = "X-Signature";

  private final Supplier<List<RelayConfig.Source>> sources;
  private final BodyLimits limits;
  private final Enqueuer enqueuer;
  private final RequestBody.Reader reader;

  WebhookRoutes(
      Supplier<List<RelayConfig.Source>> sources,
      BodyLimits limits,
      Enqueuer enqueuer,
      RequestBody.Reader reader) {
    this.reader = reader;
    this.sources = sources;
    this.limits = limits;
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
    List<RelayConfig.Source> found = sources(name);
    if (found.size() != 1) {
      return Optional.of(unknownSource(name, found.isEmpty()));
    }
    if (found.get(0).sharedSecrets().isEmpty()) {
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

  private static Refusal unknownSource(@Nullable String name, boolean none) {
    return new Refusal(
        404,
        "unknown_source",
        name != null
            ? "There is no source of that name. The path is /webhooks/segment/<source>"
            : none
                ? "No source takes webhooks: set sharedSecrets (SEGMENT_SHARED_SECRET) here and in"
                    + " Segment"
                : "Several sources take webhooks, so the path must name one:"
                    + " /webhooks/segment/<source>");
  }

  /** The sources of that name. A path without a name means the only one that takes webhooks. */
  private List<RelayConfig.Source> sources(@Nullable String name) {
    List<RelayConfig.Source> all = sources.get();
    if (name != null) {
      return all.stream().filter(source -> source.name().equals(name)).toList();
    }
    return all.size() == 1
        ? all
        : all.stream().filter(source -> !source.sharedSecrets().isEmpty()).toList();
  }

  private void receive(RoutingContext context, byte[] bytes) {
    String name = context.pathParam("source");
    List<RelayConfig.Source> found = sources(name);
    String signature = context.request().getHeader(SIGNATURE);
    if (found.size() != 1 || signature == null) {
      // the configuration has changed since the head was looked at
      HttpResponses.refused(context, unknownSource(name, found.isEmpty()));
      return;
    }
    BodyScanner.Result result = BodyScanner.scan(bytes, limits.events());
    if (result instanceof BodyScanner.Result.Malformed malformed) {
      HttpResponses.refused(context, malformed.refusal());
    } else if (result instanceof BodyScanner.Result.Scanned scanned) {
      receive(context, found.get(0), bytes, scanned.body(), signature);
    }
  }

  private void receive(
      RoutingContext context,
      RelayConfig.Source source,
      byte[] bytes,
      ScannedBody body,
      String signature) {
    if (body.shape() == ScannedBody.Shape.BATCH) {
      HttpResponses.refused(
          context,
          Refusal.badRequest(
              "A webhook is an event or an array of events; batches go to /v1/batch"));
      return;
    }
    boolean array = body.shape() == ScannedBody.Shape.ARRAY && !body.events().isEmpty();
    boolean first = array && source.admission().signature() == Signature.FIRST_ELEMENT_OR_BODY;
    if (isSigned(signature, bytes, first ? body.events().get(0) : null, source.sharedSecrets())) {
      enqueuer.accept(context, new ReceivedBody(EntryPoint.WEBHOOK, source, bytes, body, null));
    } else {
      HttpResponses.refused(context, unauthorized(mismatch(array, first)));
    }
  }

  /**
   * Whether {@code signature} is that of the whole body or of {@code first}. Both are computed in
   * any case, so that the time does not tell which one a guess came near to.
   */
  private static boolean isSigned(
      String signature, byte[] bytes, @Nullable ScannedEvent first, List<Secret> secrets) {
    boolean whole = Signatures.matches(signature, bytes, 0, bytes.length, secrets);
    boolean element =
        first != null && Signatures.matches(signature, bytes, first.start(), first.end(), secrets);
    return whole || element;
  }

  private static String mismatch(boolean array, boolean first) {
    return "X-Signature is not the HMAC-SHA1 of "
        + (first ? "the first element or of the whole body" : "the whole body")
        + " under a shared secret of this source. Either the shared secret in Segment is another"
        + " one, or something between Segment and the relay changed the body"
        + (array && !first
            ? ", or Segment signs the first element only, which signature: body does not accept"
            : "");
  }

  private static Refusal unauthorized(String message) {
    return Refusal.unauthorized("unauthorized", message);
  }
}
