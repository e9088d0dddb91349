package dev.segmentnovu.ingest.admin.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Page;
import dev.segmentnovu.queue.admin.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.admin.DeadLetters.Whole;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists, shows, replays and deletes dead letters. */
public final class DeadLetterRoutes {

  private static final Problem NOT_FOUND =
      new Problem(
          404, "There is no dead letter of this id: it may have been replayed or deleted before.");

  private static final Problem HEAD_IN_DELIVERY =
      new Problem(
          409,
          "The user's first event is being delivered, so nothing can go before it now: try again"
              + " shortly, or replay to the tail.");

  private static final Problem UNREADABLE_ENTRY =
      new Problem(
          409,
          "This version of the relay cannot read the entry, so a replay would only fail again:"
              + " replay it with the version that wrote it, or delete it.");

  private static final Problem INVALID_CURSOR =
      Problem.badRequest(
          List.of(
              new RequestError(
                  "cursor", "is not one this list gave out; leave it out to begin at the newest")));

  private static final String WARNING =
      "Later events of this user may already have been delivered.";

  private static final String EXPIRED =
      " The event is older than a rule's maxAge allows, so that rule will not be sent, and the event"
          + " becomes a dead letter again: replay that one with \"force\": true to send it all the"
          + " same.";

  private static final String FORCED =
      " The event is older than a rule's maxAge allows, and is sent all the same.";

  private final DeadLetters deadLetters;
  private final ConfigView config;
  private final Clock clock;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param deadLetters the dead letters of the configured sources
   * @param config the configured sources
   * @param clock tells whether a rule's {@code maxAge} has passed
   * @param audit records each change
   */
  public DeadLetterRoutes(DeadLetters deadLetters, ConfigView config, Clock clock, AuditLog audit) {
    this.deadLetters = deadLetters;
    this.config = config;
    this.clock = clock;
    this.audit = audit;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    String all = "/admin/dead-letters";
    router.get(all).handler(this::list);
    router.route(all).handler(ErrorResponses.methodNotAllowed("GET"));

    String one = all + "/:id";
    router.get(one).handler(this::show);
    router.delete(one).handler(this::delete);
    router.route(one).handler(ErrorResponses.methodNotAllowed("GET, DELETE"));

    String replay = one + "/replay";
    router.post(replay).handler(DeadLetterRoutes::requireJson);
    router
        .post(replay)
        .handler(BodyHandler.create(false).setBodyLimit(ErrorResponses.MAX_BODY_BYTES))
        .handler(this::replay);
    router.route(replay).handler(ErrorResponses.methodNotAllowed("POST"));
  }

  /** Refuses forms, because Vert.x's body handler would parse them and lose the body. */
  private static void requireJson(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    boolean empty = "0".equals(context.request().getHeader(HttpHeaders.CONTENT_LENGTH));
    if (type == null || empty || type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      context.next();
    } else {
      context.fail(415);
    }
  }

  private void list(RoutingContext context) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (var parameter : context.queryParams()) {
      parameters
          .computeIfAbsent(parameter.getKey(), name -> new ArrayList<>())
          .add(parameter.getValue());
    }
    DeadLetterQuery.parse(parameters, config.sources())
        .match(query -> list(context, query), mistakes -> refuse(context, mistakes));
  }

  private void list(RoutingContext context, DeadLetterQuery query) {
    Future<Page> page =
        AdminResponses.onEventLoop(deadLetters.list(query.filter(), query.cursor(), query.limit()));
    AdminResponses.respondAfter(
        context,
        page.map(Optional::of).recover(DeadLetterRoutes::emptyIfCursorIsInvalid),
        found ->
            found.ifPresentOrElse(
                each -> AdminResponses.json(context, 200, DeadLetterJson.page(each)),
                () -> AdminResponses.problem(context, INVALID_CURSOR)));
  }

  /** The cursor is the only argument that {@link DeadLetters#list} validates itself. */
  private static Future<Optional<Page>> emptyIfCursorIsInvalid(Throwable failure) {
    return ErrorResponses.unwrap(failure) instanceof IllegalArgumentException
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture(failure);
  }

  private void show(RoutingContext context) {
    find(context, deadLetter -> AdminResponses.json(context, 200, DeadLetterJson.full(deadLetter)));
  }

  private void delete(RoutingContext context) {
    String id = context.pathParam("id");
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(deadLetters.delete(id)),
        deleted -> {
          if (deleted) {
            audit.deadLetterChanged(context, "delete", id);
            AdminResponses.noContent(context);
          } else {
            AdminResponses.problem(context, NOT_FOUND);
          }
        });
  }

  private void replay(RoutingContext context) {
    byte[] body =
        context.body().buffer() == null ? new byte[0] : context.body().buffer().getBytes();
    ReplayRequest.parse(body)
        .match(
            request -> find(context, deadLetter -> replay(context, request, deadLetter)),
            mistakes -> refuse(context, mistakes));
  }

  private void replay(RoutingContext context, ReplayRequest request, Whole deadLetter) {
    Optional<StoredEvent> stored = DeadLetterJson.stored(deadLetter.entry());
    if (stored.isEmpty()) {
      AdminResponses.problem(context, UNREADABLE_ENTRY);
      return;
    }
    request
        .entry(stored.get(), deadLetter.deadLetter())
        .match(
            entry -> replay(context, request, deadLetter.deadLetter(), entry),
            mistakes -> refuse(context, mistakes));
  }

  private void replay(
      RoutingContext context, ReplayRequest request, DeadLetter deadLetter, byte[] entry) {
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(deadLetters.replay(deadLetter.id(), request.position(), entry)),
        result ->
            problemOf(result)
                .ifPresentOrElse(
                    problem -> AdminResponses.problem(context, problem),
                    () -> respondReplayed(context, request, deadLetter)));
  }

  private static Optional<Problem> problemOf(ReplayResult result) {
    return switch (result) {
      case REPLAYED -> Optional.empty();
      case BUSY -> Optional.of(HEAD_IN_DELIVERY);
      case GONE -> Optional.of(NOT_FOUND);
    };
  }

  private void respondReplayed(
      RoutingContext context, ReplayRequest request, DeadLetter deadLetter) {
    String action = request.event() == null ? "replay" : "replay-edited";
    audit.deadLetterChanged(context, action, deadLetter.id());
    AdminResponses.json(context, 200, replayedJson(request, deadLetter));
  }

  private ObjectNode replayedJson(ReplayRequest request, DeadLetter deadLetter) {
    boolean expired = isExpired(deadLetter);
    String more = expired ? (request.force() ? FORCED : EXPIRED) : "";
    return EventCodec.JSON
        .createObjectNode()
        .put("id", deadLetter.id())
        .put("replayed", true)
        .put("position", request.position().name().toLowerCase(Locale.ROOT))
        .put("expired", expired)
        .put("warning", WARNING + more);
  }

  /** Whether a rule's {@code maxAge} has passed; the worker stored when it does. */
  private boolean isExpired(DeadLetter deadLetter) {
    String notAfter = deadLetter.details().path("notAfter").textValue();
    return notAfter != null && clock.instant().isAfter(Instant.parse(notAfter));
  }

  /** Passes the dead letter that the path names to {@code then}, or answers 404. */
  private void find(RoutingContext context, Consumer<Whole> then) {
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(deadLetters.find(context.pathParam("id"))),
        found -> found.ifPresentOrElse(then, () -> AdminResponses.problem(context, NOT_FOUND)));
  }

  private static void refuse(RoutingContext context, List<RequestError> mistakes) {
    AdminResponses.problem(context, Problem.badRequest(mistakes));
  }
}
