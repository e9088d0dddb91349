package dev.segmentnovu.ingest.admin.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.admin.history.ActivityHistory;
import dev.segmentnovu.queue.admin.history.UnmappedEvent;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lists the events for which no workflow is mapped, with the line that would map them. */
public final class UnmappedRoutes {

  private final ActivityHistory history;
  private final ConfigView config;

  /** Creates the routes. */
  public UnmappedRoutes(ActivityHistory history, ConfigView config) {
    this.history = history;
    this.config = config;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    String path = "/admin/unmapped";
    router.get(path).handler(this::list);
    router.route(path).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void list(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("source"));
    parameters
        .result(parameters.sources(config.sources()))
        .match(
            sources -> list(context, sources),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context, List<String> sources) {
    List<Future<List<UnmappedEvent>>> all = new ArrayList<>();
    sources.forEach(source -> all.add(AdminResponses.onEventLoop(history.unmapped(source))));
    AdminResponses.respondAfter(
        context,
        Future.all(all),
        done -> {
          ObjectNode json = EventCodec.JSON.createObjectNode();
          ArrayNode items = json.putArray("items");
          all.forEach(each -> each.result().forEach(e -> items.add(HistoryJson.unmapped(e))));
          AdminResponses.json(context, 200, json);
        });
  }
}
