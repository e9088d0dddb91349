package dev.segmentnovu.ingest.admin.events;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Pages;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
import dev.segmentnovu.queue.admin.users.Deliveries;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Lists the latest finished events. */
public final class DeliveryRoutes {

  private static final String PATH = "/admin/deliveries";

  private final Deliveries deliveries;
  private final ConfigView config;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param deliveries the finished events of the configured sources
   * @param config the configured sources
   * @param audit records what personal data is shown
   */
  public DeliveryRoutes(Deliveries deliveries, ConfigView config, AuditLog audit) {
    this.deliveries = deliveries;
    this.config = config;
    this.audit = audit;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(this::list);
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void list(RoutingContext context) {
    DeliveryQuery.parse(QueryParameters.of(context, DeliveryQuery.NAMES), config.sources())
        .match(
            query ->
                Visibility.ofList(
                    context, audit, query.reveal(), visibility -> list(context, query, visibility)),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context, DeliveryQuery query, Visibility visibility) {
    Pages.respond(
        context,
        deliveries.list(query.filter(), query.cursor(), query.limit()),
        page -> visibility.respond(query.filter().source(), PATH, DeliveryJson.page(page)));
  }
}
