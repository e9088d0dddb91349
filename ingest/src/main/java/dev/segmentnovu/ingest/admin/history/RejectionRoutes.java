package dev.segmentnovu.ingest.admin.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.admin.history.Rejections;
import dev.segmentnovu.queue.history.Rejection;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the events that ingest rejected. */
public final class RejectionRoutes {

  private final Rejections rejections;
  private final ConfigView config;

  /** Creates the routes. */
  public RejectionRoutes(Rejections rejections, ConfigView config) {
    this.rejections = rejections;
    this.config = config;
  }

  private record Query(List<String> sources, @Nullable String code) {

    boolean matches(String other) {
      return code == null || code.equals(other);
    }
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    String path = "/admin/rejections";
    router.get(path).handler(this::list);
    router.route(path).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void list(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("source", "code"));
    List<String> sources = parameters.sources(config.sources());
    parameters
        .result(new Query(sources, parameters.text("code")))
        .match(
            query -> list(context, query),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context, Query query) {
    List<Future<Map<String, Long>>> counts = new ArrayList<>();
    List<Future<List<Rejection>>> latest = new ArrayList<>();
    for (String source : query.sources()) {
      counts.add(AdminResponses.onEventLoop(rejections.counts(source)));
      latest.add(AdminResponses.onEventLoop(rejections.latest(source)));
    }
    AdminResponses.respondAfter(
        context,
        Future.all(Future.all(counts), Future.all(latest)),
        done -> {
          ObjectNode json = EventCodec.JSON.createObjectNode();
          ArrayNode all = json.putArray("counts");
          ArrayNode items = json.putArray("items");
          for (int i = 0; i < counts.size(); i++) {
            String source = query.sources().get(i);
            counts
                .get(i)
                .result()
                .forEach(
                    (code, count) -> {
                      if (query.matches(code)) {
                        all.addObject().put("source", source).put("code", code).put("count", count);
                      }
                    });
            latest.get(i).result().stream()
                .filter(rejection -> query.matches(rejection.code()))
                .forEach(rejection -> items.add(HistoryJson.rejection(source, rejection)));
          }
          AdminResponses.json(context, 200, json);
        });
  }
}
