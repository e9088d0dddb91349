package dev.segmentnovu.ingest.admin.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.admin.history.ActivityHistory;
import dev.segmentnovu.queue.admin.history.HistoryPoint;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Shows what happened over time, merged from all processes. */
public final class HistoryRoutes {

  private final ActivityHistory history;
  private final ConfigView config;
  private final InstantSource clock;

  /**
   * Creates the routes.
   *
   * @param history the counts over time
   * @param config the configured sources
   * @param clock the end of the history
   */
  public HistoryRoutes(ActivityHistory history, ConfigView config, InstantSource clock) {
    this.history = history;
    this.config = config;
    this.clock = clock;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    String path = "/admin/history";
    router.get(path).handler(this::show);
    router.route(path).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void show(RoutingContext context) {
    HistoryQuery.parse(
            QueryParameters.of(context, HistoryQuery.NAMES), config.sources(), clock.instant())
        .match(
            query -> show(context, query),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void show(RoutingContext context, HistoryQuery query) {
    List<Future<List<HistoryPoint>>> all = new ArrayList<>();
    for (String source : query.sources()) {
      all.add(
          AdminResponses.onEventLoop(
              history.points(source, query.resolution(), query.from(), query.to())));
    }
    AdminResponses.respondAfter(
        context,
        Future.all(all),
        done -> {
          ObjectNode json =
              EventCodec.JSON
                  .createObjectNode()
                  .put("from", JsonTime.text(query.from()))
                  .put("to", JsonTime.text(query.to()))
                  .put("stepSeconds", query.step().toSeconds());
          ArrayNode sources = json.putArray("sources");
          ArrayNode funnel = json.putArray("funnel");
          for (int i = 0; i < all.size(); i++) {
            String source = query.sources().get(i);
            List<HistoryPoint> steps = HistoryJson.steps(query, all.get(i).result());
            sources.add(HistoryJson.points(source, steps));
            funnel.add(HistoryJson.funnel(source, steps));
          }
          AdminResponses.json(context, 200, json);
        });
  }
}
