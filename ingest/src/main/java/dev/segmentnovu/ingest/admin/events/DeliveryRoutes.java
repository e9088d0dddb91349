package dev.segmentnovu.ingest.admin.events;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Pages;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.admin.users.Deliveries;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Lists the latest finished events. */
public final class DeliveryRoutes {

  private final Deliveries deliveries;
  private final ConfigView config;

  /**
   * Creates the routes.
   *
   * @param deliveries the finished events of the configured sources
   * @param config the configured sources
   */
  public DeliveryRoutes(Deliveries deliveries, ConfigView config) {
    this.deliveries = deliveries;
    this.config = config;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get("/admin/deliveries").handler(this::list);
    router.route("/admin/deliveries").handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void list(RoutingContext context) {
    DeliveryQuery.parse(QueryParameters.of(context, DeliveryQuery.NAMES), config.sources())
        .match(
            query -> list(context, query),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context, DeliveryQuery query) {
    Pages.respond(
        context,
        deliveries.list(query.filter(), query.cursor(), query.limit()),
        page -> AdminResponses.json(context, 200, DeliveryJson.page(page)));
  }
}
