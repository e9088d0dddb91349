package dev.segmentnovu.ingest.admin.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.JsonBody;
import dev.segmentnovu.ingest.admin.http.Pages;
import dev.segmentnovu.ingest.admin.http.PersonalData;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.ingest.admin.http.Visibility;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.admin.DeadLetters.Whole;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityRecorder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists, shows, replays and deletes dead letters. */
public final class DeadLetterRoutes {

  private static final String ALL = "/admin/dead-letters";

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
  private final ActivityRecorder activity;

  /**
   * Creates the routes.
   *
   * @param deadLetters the dead letters of the configured sources
   * @param config the configured sources
   * @param clock tells whether a rule's {@code maxAge} has passed, and what relative times count
   *     from
   * @param audit records each change, and what personal data is shown
   * @param activity counts replays for the history
   */
  public DeadLetterRoutes(
      DeadLetters deadLetters,
      ConfigView config,
      Clock clock,
      AuditLog audit,
      ActivityRecorder activity) {
    this.deadLetters = deadLetters;
    this.config = config;
    this.clock = clock;
    this.audit = audit;
    this.activity = activity;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(ErrorResponses.methodNotAllowed("GET"));

    String facets = ALL + "/facets";
    router.get(facets).handler(this::facets);
    router.route(facets).handler(ErrorResponses.methodNotAllowed("GET"));

    String one = ALL + "/:id";
    router.get(one).handler(this::show);
    router.delete(one).handler(this::delete);
    router.route(one).handler(ErrorResponses.methodNotAllowed("GET, DELETE"));

    String replay = one + "/replay";
    router.post(replay).handler(JsonBody::require);
    router
        .post(replay)
        .handler(BodyHandler.create(false).setBodyLimit(ErrorResponses.MAX_BODY_BYTES))
        .handler(this::replay);
    router.route(replay).handler(ErrorResponses.methodNotAllowed("POST"));
  }

  private void list(RoutingContext context) {
    var parameters = QueryParameters.of(context, DeadLetterQuery.NAMES);
    DeadLetterQuery.parse(parameters, config.sources(), clock.instant())
        .match(
            query ->
                Visibility.ofList(
                    context, audit, query.reveal(), visibility -> list(context, query, visibility)),
            mistakes -> refuse(context, mistakes));
  }

  private void list(RoutingContext context, DeadLetterQuery query, Visibility visibility) {
    Pages.respond(
        context,
        deadLetters.list(query.filter(), query.cursor(), query.limit()),
        page -> visibility.respond(query.filter().source(), ALL, DeadLetterJson.page(page)));
  }

  private void facets(RoutingContext context) {
    var parameters = QueryParameters.of(context, FilterParameters.NAMES);
    Filter filter = FilterParameters.read(parameters, config.sources(), clock.instant());
    parameters
        .result(filter)
        .match(
            valid ->
                AdminResponses.respondAfter(
                    context,
                    AdminResponses.onEventLoop(deadLetters.facets(valid)),
                    found ->
                        AdminResponses.json(
                            context, 200, PersonalData.maskedAnswer(DeadLetterJson.facets(found)))),
            mistakes -> refuse(context, mistakes));
  }

  private void show(RoutingContext context) {
    find(
        context,
        deadLetter -> {
          String id = deadLetter.deadLetter().id();
          Visibility.ofRecord(context, audit)
              .respond(AuditLog.sourceOf(id), id, DeadLetterJson.full(deadLetter));
        });
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
        .event(stored.get(), deadLetter.deadLetter())
        .match(
            event -> replay(context, request, deadLetter.deadLetter(), EventCodec.encode(event)),
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
    activity.source(deadLetter.source()).count(ActivityCount.REPLAYED, 1);
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
