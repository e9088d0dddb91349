package dev.segmentnovu.ingest.admin.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.PersonalData;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows what the sandbox of {@code relay up} received, and which messages came of it. The wiring
 * says where the sandbox is; a client cannot.
 */
public final class SandboxRoutes {

  private static final String PREFIX = "/admin/sandbox/";
  private static final int MOST = 1_000;
  private static final int DEFAULT_REQUESTS = 100;
  private static final int DEFAULT_MESSAGES = 200;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Problem NO_SANDBOX =
      new Problem(
          404,
          "This relay delivers to a real Novu, or runs without a sandbox in its process: start"
              + " relay up without NOVU_API_KEY to have one.");

  private static final Problem SILENT =
      new Problem(
          502, "The sandbox does not answer: see the log of relay up, and restart it if need be.");

  private final @Nullable WebClient client;
  private final @Nullable URI sandbox;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param sandbox the address of the sandbox; null if there is none
   * @param audit records what personal data is shown
   */
  public SandboxRoutes(Vertx vertx, @Nullable URI sandbox, AuditLog audit) {
    // a client reads its certificates, which takes time at the start
    this.client = sandbox == null ? null : WebClient.create(vertx);
    this.sandbox = sandbox;
    this.audit = audit;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PREFIX + "requests").handler(this::requests);
    router.route(PREFIX + "requests").handler(ErrorResponses.methodNotAllowed("GET"));
    router.get(PREFIX + "messages").handler(this::messages);
    router.route(PREFIX + "messages").handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void requests(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("since", "limit"));
    int since = parameters.whole("since", 0, Integer.MAX_VALUE, 0);
    int limit = parameters.whole("limit", 0, MOST, DEFAULT_REQUESTS);
    parameters
        .result("/sandbox/requests?since=" + since + "&limit=" + limit)
        .match(
            path -> pass(context, path),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void messages(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("limit"));
    int limit = parameters.whole("limit", 0, MOST, DEFAULT_MESSAGES);
    parameters
        .result("/sandbox/messages?limit=" + limit)
        .match(
            path -> pass(context, path),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void pass(RoutingContext context, String path) {
    if (client == null || sandbox == null) {
      AdminResponses.problem(context, NO_SANDBOX);
      return;
    }
    AdminResponses.respondAfter(
        context,
        ask(client, sandbox, path),
        answer ->
            answer.ifPresentOrElse(
                json -> respond(context, json), () -> AdminResponses.problem(context, SILENT)));
  }

  private static Future<Optional<ObjectNode>> ask(WebClient client, URI address, String path) {
    return client
        .requestAbs(HttpMethod.GET, address + path)
        .send()
        .timeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .map(SandboxRoutes::json)
        .otherwise(Optional.empty());
  }

  private static Optional<ObjectNode> json(HttpResponse<Buffer> response) {
    if (response.statusCode() != 200 || response.body() == null) {
      return Optional.empty();
    }
    try {
      JsonNode json = EventCodec.JSON.readTree(response.body().getBytes());
      return json instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void respond(RoutingContext context, ObjectNode json) {
    var visibility = Visibility.ofRecord(context, audit);
    if (visibility.masks()) {
      AdminResponses.json(context, 200, PersonalData.masked(json));
    } else {
      visibility.respond(null, context.normalizedPath(), json);
    }
  }
}
