package dev.segmentnovu.ingest.admin.users;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.Ids;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Pages;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.users.Deliveries;
import dev.segmentnovu.queue.admin.users.Users.RetryResult;
import dev.segmentnovu.queue.admin.users.Users.SkipResult;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Shows users, parks, retries, skips and forgets them. */
public final class UserRoutes {

  private static final String ALL = "/admin/users";

  private static final int SHOWN_EVENTS = 100;
  private static final int SHOWN_RECORDS = 20;

  private static final Problem UNKNOWN_SOURCE =
      new Problem(404, "There is no source of that name: GET /admin/queue lists them.");

  private static final Problem NO_EVENTS =
      new Problem(404, "No event of this user waits, so there is nothing to retry or skip.");

  private static final Problem PARKED =
      new Problem(409, "The user is parked, so no worker would try: unpark it first.");

  private static final Problem TOO_MANY_PARKED =
      new Problem(
          409,
          "Too many users are parked, so no user without waiting events can be parked: unpark some"
              + " first, see GET /admin/users?state=parked.");

  private static final Problem CLAIMED =
      new Problem(
          409,
          "A worker is delivering the user's first event, so it cannot be skipped now: try again"
              + " shortly, or park the user first.");

  private static final Problem CHANGED =
      new Problem(
          409, "Another event is the user's first event now: look at it, then skip it if needed.");

  private final OperatorQueue queue;
  private final ConfigView config;
  private final AuditLog audit;

  /** What an action does; empty if it is done, else why it is not. */
  private interface Action {
    CompletionStage<Optional<Problem>> apply(String source, String userId);
  }

  /**
   * Creates the routes.
   *
   * @param queue the queues of the configured sources
   * @param config the configured sources
   * @param audit records each change, and what personal data is shown
   */
  public UserRoutes(OperatorQueue queue, ConfigView config, AuditLog audit) {
    this.queue = queue;
    this.config = config;
    this.audit = audit;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(ErrorResponses.methodNotAllowed("GET"));

    String one = ALL + "/:source/:userId";
    router.get(one).handler(this::show);
    router.delete(one).handler(this::forget);
    router.route(one).handler(ErrorResponses.methodNotAllowed("GET, DELETE"));

    mount(router, "park", this::park);
    mount(
        router,
        "unpark",
        (source, userId) ->
            queue.parkedUsers().unpark(source, List.of(userId)).thenApply(v -> Optional.empty()));
    mount(
        router,
        "retry",
        (source, userId) -> queue.users().retry(source, userId).thenApply(UserRoutes::problem));
    mount(
        router,
        "skip",
        (source, userId) -> queue.users().skip(source, userId).thenApply(UserRoutes::problem));
  }

  private void mount(Router router, String name, Action action) {
    String path = ALL + "/:source/:userId/" + name;
    router.post(path).handler(context -> change(context, name, action));
    router.route(path).handler(ErrorResponses.methodNotAllowed("POST"));
  }

  private CompletionStage<Optional<Problem>> park(String source, String userId) {
    return queue
        .parkedUsers()
        .park(source, List.of(userId))
        .thenApply(parked -> parked.isEmpty() ? Optional.of(TOO_MANY_PARKED) : Optional.empty());
  }

  private static Optional<Problem> problem(RetryResult result) {
    return switch (result) {
      case DUE, CLAIMED -> Optional.empty();
      case PARKED -> Optional.of(PARKED);
      case NOTHING_WAITS -> Optional.of(NO_EVENTS);
    };
  }

  private static Optional<Problem> problem(SkipResult result) {
    return switch (result) {
      case SKIPPED -> Optional.empty();
      case CLAIMED -> Optional.of(CLAIMED);
      case CHANGED -> Optional.of(CHANGED);
      case NOTHING_WAITS -> Optional.of(NO_EVENTS);
    };
  }

  private void change(RoutingContext context, String name, Action action) {
    String source = source(context);
    String userId = userId(context);
    if (source.isEmpty()) {
      AdminResponses.problem(context, UNKNOWN_SOURCE);
      return;
    }
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(action.apply(source, userId)),
        problem -> {
          if (problem.isPresent()) {
            AdminResponses.problem(context, problem.get());
          } else {
            audit.userChanged(context, name, source, userId);
            AdminResponses.noContent(context);
          }
        });
  }

  private void show(RoutingContext context) {
    String source = source(context);
    String userId = userId(context);
    if (source.isEmpty()) {
      AdminResponses.problem(context, UNKNOWN_SOURCE);
      return;
    }
    var user = AdminResponses.onEventLoop(queue.users().read(source, userId, SHOWN_EVENTS));
    var deadLetters =
        AdminResponses.onEventLoop(queue.users().deadLetters(source, userId, SHOWN_RECORDS));
    var deliveries =
        AdminResponses.onEventLoop(
            queue
                .deliveries()
                .list(new Deliveries.Filter(source, userId, null, null), null, SHOWN_RECORDS));
    AdminResponses.respondAfter(
        context,
        Future.all(user, deadLetters, deliveries),
        all ->
            Visibility.ofRecord(context, audit)
                .respond(
                    source,
                    AuditLog.userHash(source, userId),
                    UserJson.user(
                        source,
                        userId,
                        user.result(),
                        deadLetters.result(),
                        deliveries.result().items())));
  }

  private void forget(RoutingContext context) {
    String source = source(context);
    String userId = userId(context);
    if (source.isEmpty()) {
      AdminResponses.problem(context, UNKNOWN_SOURCE);
      return;
    }
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(queue.users().forget(source, userId)),
        forgotten -> {
          audit.userChanged(context, "forget", source, userId);
          AdminResponses.json(context, 200, UserJson.forgotten(source, forgotten));
        });
  }

  private void list(RoutingContext context) {
    ParkedQuery.parse(QueryParameters.of(context, ParkedQuery.NAMES), config.sources())
        .match(
            query ->
                Visibility.ofList(
                    context, audit, query.reveal(), visibility -> list(context, query, visibility)),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context, ParkedQuery query, Visibility visibility) {
    Pages.respond(
        context,
        queue.users().parked(query.source(), query.cursor(), query.limit()),
        page -> visibility.respond(query.source(), ALL, UserJson.page(page)));
  }

  /** The configured source that the path names; empty if there is none. */
  private String source(RoutingContext context) {
    String source = context.pathParam("source");
    return config.sources().contains(source) ? source : "";
  }

  private static String userId(RoutingContext context) {
    return Ids.trim(context.pathParam("userId"));
  }
}
