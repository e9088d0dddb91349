package dev.segmentnovu.ingest.admin.queue;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.Ids;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.queue.admin.ParkedUsers;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Parks and unparks the events of one user. */
public final class UserRoutes {

  private static final Problem UNKNOWN_SOURCE =
      new Problem(404, "There is no source of that name: GET /admin/queue lists them.");

  private static final Problem NO_EVENTS =
      new Problem(404, "No event of this user waits, so there is nothing to park or unpark.");

  private final ParkedUsers parkedUsers;
  private final ConfigView config;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param parkedUsers parks and unparks users in the queue
   * @param config the configured sources
   * @param audit records each change
   */
  public UserRoutes(ParkedUsers parkedUsers, ConfigView config, AuditLog audit) {
    this.parkedUsers = parkedUsers;
    this.config = config;
    this.audit = audit;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    mount(router, "park", parkedUsers::park);
    mount(router, "unpark", parkedUsers::unpark);
  }

  private void mount(
      Router router,
      String action,
      BiFunction<String, List<String>, CompletionStage<List<String>>> change) {
    String path = "/admin/users/:source/:userId/" + action;
    router.post(path).handler(context -> change(context, action, change));
    router.route(path).handler(ErrorResponses.methodNotAllowed("POST"));
  }

  private void change(
      RoutingContext context,
      String action,
      BiFunction<String, List<String>, CompletionStage<List<String>>> change) {
    String source = context.pathParam("source");
    if (!config.sources().contains(source)) {
      AdminResponses.problem(context, UNKNOWN_SOURCE);
      return;
    }
    List<String> user = List.of(Ids.trim(context.pathParam("userId")));
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(change.apply(source, user)),
        changed -> {
          if (changed.isEmpty()) {
            AdminResponses.problem(context, NO_EVENTS);
          } else {
            audit.userChanged(context, action, source);
            AdminResponses.noContent(context);
          }
        });
  }
}
