package dev.segmentnovu.ingest.http;

import dev.segmentnovu.config.AdmissionRules.Signature;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedEvent;
import dev.segmentnovu.ingest.admission.Signatures;
import dev.segmentnovu.ingest.admission.SourceDirectory;
import dev.segmentnovu.ingest.intake.ReceivedBody;
import dev.segmentnovu.queue.history.Credential;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entry point of Segment's Webhooks destinations: one event, an array, or an array of {@code
 * {"json":{event}}}, signed in {@code X-Signature}. Of an array, Segment signs only the first
 * element, and of a wrapped element the event inside it. Segment plans to sign the whole body, so
 * the relay accepts either, unless the source requires the whole body.
 */
public final class WebhookRoutes {

  static final String PATH = "/webhooks/segment";
  private static final String SIGNATURE = "X-Signature";

  private final SourceDirectory sources;
  private final BodyLimits limits;
  private final BodyReader bodyReader;
  private final IntakeHandler intake;

  /**
   * Creates the routes.
   *
   * @param sources finds the source of a webhook
   * @param limits of a webhook's body
   * @param bodyReader reads the bodies of webhooks
   * @param intake takes authentic bodies
   */
  public WebhookRoutes(
      SourceDirectory sources, BodyLimits limits, BodyReader bodyReader, IntakeHandler intake) {
    this.sources = sources;
    this.limits = limits;
    this.bodyReader = bodyReader;
    this.intake = intake;
  }

  void mount(Router router) {
    for (String path : List.of(PATH, PATH + "/", PATH + "/:source")) {
      router
          .route(path)
          .method(HttpMethod.POST)
          .method(HttpMethod.PUT)
          .method(HttpMethod.PATCH)
          .handler(this::checkHead)
          .handler(bodyReader)
          .handler(this::receive);
    }
  }

  /** Refuses what the head alone shows to be wrong, before the body is read. */
  private void checkHead(RoutingContext context) {
    Optional<Refusal> refusal = headRefusal(context);
    if (refusal.isEmpty()) {
      context.next();
    } else {
      HttpExchange.of(context).respond(IngestResponse.refused(refusal.get()));
    }
  }

  private Optional<Refusal> headRefusal(RoutingContext context) {
    String name = context.pathParam("source");
    List<RelayConfig.Source> found = sources.ofWebhook(name);
    if (found.size() != 1) {
      return Optional.of(unknownSource(context, name, found.isEmpty()));
    }
    if (found.get(0).sharedSecrets().isEmpty()) {
      return Optional.of(
          unknownSender(
              context,
              found.get(0),
              "This source takes no webhooks: set one of sharedSecrets (SEGMENT_SHARED_SECRET) here"
                  + " and in Segment"));
    }
    return context.request().getHeader(SIGNATURE) == null
        ? Optional.of(
            unknownSender(
                context,
                found.get(0),
                "X-Signature is missing: set the shared secret in Segment's destination settings"))
        : Optional.empty();
  }

  private Refusal unknownSource(RoutingContext context, @Nullable String name, boolean none) {
    Refusal refusal =
        new Refusal(
            404,
            "unknown_source",
            name != null
                ? "There is no source of that name. The path is /webhooks/segment/<source>"
                : none
                    ? "No source takes webhooks: set sharedSecrets (SEGMENT_SHARED_SECRET) here and"
                        + " in Segment"
                    : "Several sources take webhooks, so the path must name one:"
                        + " /webhooks/segment/<source>");
    intake.countUnknownSender(HttpExchange.of(context), null, refusal);
    return refusal;
  }

  private void receive(RoutingContext context) {
    HttpExchange exchange = HttpExchange.of(context);
    authenticate(context, exchange.body())
        .match(body -> intake.accept(exchange, body), exchange::respond);
  }

  private Authentication authenticate(RoutingContext context, byte[] bytes) {
    String name = context.pathParam("source");
    List<RelayConfig.Source> found = sources.ofWebhook(name);
    String signature = context.request().getHeader(SIGNATURE);
    if (found.size() != 1 || signature == null) {
      // the configuration has changed since the check of the head
      return refused(unknownSource(context, name, found.isEmpty()));
    }
    return BodyScanner.scan(bytes, limits.events())
        .match(
            scanned -> authenticate(context, found.get(0), bytes, scanned.body(), signature),
            malformed -> refused(malformed.refusal()));
  }

  private Authentication authenticate(
      RoutingContext context,
      RelayConfig.Source source,
      byte[] bytes,
      ScannedBody body,
      String signature) {
    if (body.shape() == ScannedBody.Shape.BATCH) {
      return refused(
          Refusal.badRequest(
              "A webhook is an event or an array of events; batches go to /v1/batch"));
    }
    boolean array = body.shape() == ScannedBody.Shape.ARRAY && !body.events().isEmpty();
    boolean firstSuffices =
        array && source.admission().signature() == Signature.FIRST_ELEMENT_OR_BODY;
    ScannedEvent first = firstSuffices ? body.events().get(0) : null;
    Secret secret = Signatures.ofBodyOrFirst(signature, bytes, first, source.sharedSecrets());
    if (secret == null) {
      return refused(unknownSender(context, source, mismatch(array, firstSuffices)));
    }
    intake.noteUse(source.name(), Credential.Kind.SHARED_SECRET, secret);
    return new Authentication.Accepted(
        new ReceivedBody(EntryPoint.WEBHOOK, source, bytes, body, null));
  }

  private static String mismatch(boolean array, boolean firstSuffices) {
    return "X-Signature is not the HMAC-SHA1 of "
        + (firstSuffices ? "the first element or of the whole body" : "the whole body")
        + " under a shared secret of this source. Either the shared secret in Segment is another"
        + " one, or something between Segment and the relay changed the body"
        + (array && !firstSuffices
            ? ", or Segment signs the first element only, which signature: body does not accept"
            : "");
  }

  private Refusal unknownSender(RoutingContext context, RelayConfig.Source source, String message) {
    Refusal refusal = Refusal.unauthorized("unauthorized", message);
    intake.countUnknownSender(HttpExchange.of(context), source.name(), refusal);
    return refusal;
  }

  private static Authentication refused(Refusal refusal) {
    return new Authentication.Refused(IngestResponse.refused(refusal));
  }
}
