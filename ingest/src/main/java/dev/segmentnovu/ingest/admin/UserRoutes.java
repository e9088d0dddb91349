package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.Ids;
import dev.segmentnovu.queue.ParkedUsers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Holds the events of one user back, and lets them go on. */
final class UserRoutes {

  private static final Problem UNKNOWN_SOURCE =
      new Problem(404, "There is no source of that name: GET /admin/queue lists them.");

  private static final Problem NOTHING_WAITS =
      new Problem(404, "No event of this user waits, so there is nothing to park or unpark.");

  private final ParkedUsers hold;
  private final ConfigView config;

  UserRoutes(ParkedUsers hold, ConfigView config) {
    this.hold = hold;
    this.config = config;
  }

  void mount(Router router) {
    mount(router, "park", hold::park);
    mount(router, "unpark", hold::unpark);
  }

  private void mount(
      Router router,
      String action,
      BiFunction<String, List<String>, CompletionStage<List<String>>> move) {
    String path = "/admin/users/:source/:userId/" + action;
    router.post(path).handler(context -> change(context, action, move));
    router.route(path).handler(Failures.notAllowed("POST"));
  }

  private void change(
      RoutingContext context,
      String action,
      BiFunction<String, List<String>, CompletionStage<List<String>>> move) {
    String source = context.pathParam("source");
    if (!config.sources().contains(source)) {
      AdminResponses.problem(context, UNKNOWN_SOURCE);
      return;
    }
    List<String> user = List.of(Ids.trim(context.pathParam("userId")));
    AdminResponses.when(
        context,
        Future.fromCompletionStage(move.apply(source, user), Vertx.currentContext()),
        moved -> {
          if (moved.isEmpty()) {
            AdminResponses.problem(context, NOTHING_WAITS);
          } else {
            Audit.changedUser(action, source, context.request().remoteAddress());
            AdminResponses.noContent(context);
          }
        });
  }
}
