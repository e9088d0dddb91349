package dev.segmentnovu.ingest.admin.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
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

  private static final String PATH = "/admin/rejections";

  private final Rejections rejections;
  private final ConfigView config;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param audit records what personal data is shown
   */
  public RejectionRoutes(Rejections rejections, ConfigView config, AuditLog audit) {
    this.rejections = rejections;
    this.config = config;
    this.audit = audit;
  }

  private record Query(@Nullable String source, @Nullable String code, boolean reveal) {

    boolean matches(String other) {
      return code == null || code.equals(other);
    }
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(this::list);
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void list(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("source", "code", QueryParameters.REVEAL));
    String source = parameters.source(config.sources());
    parameters
        .result(new Query(source, parameters.text("code"), parameters.reveal()))
        .match(
            query ->
                Visibility.ofList(
                    context, audit, query.reveal(), visibility -> list(context, query, visibility)),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context, Query query, Visibility visibility) {
    List<String> sources = query.source() == null ? config.sources() : List.of(query.source());
    List<Future<Map<String, Long>>> counts = new ArrayList<>();
    List<Future<List<Rejection>>> latest = new ArrayList<>();
    for (String source : sources) {
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
            String source = sources.get(i);
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
          visibility.respond(query.source(), PATH, json);
        });
  }
}
