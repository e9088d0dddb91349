package dev.segmentnovu.ingest.admin.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Operator;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.admin.history.FailureGroup;
import dev.segmentnovu.queue.admin.history.FailureGroups;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists and acknowledges failure groups. */
public final class IssueRoutes {

  private static final Problem NOT_FOUND =
      new Problem(
          404,
          "There is no failure group of this id: it may have been evicted. GET /admin/issues lists"
              + " them.");

  private final FailureGroups groups;
  private final ConfigView config;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param groups the failure groups
   * @param config the configured sources
   * @param audit records each change
   */
  public IssueRoutes(FailureGroups groups, ConfigView config, AuditLog audit) {
    this.groups = groups;
    this.config = config;
    this.audit = audit;
  }

  private record Query(List<String> sources, @Nullable Boolean acknowledged) {

    boolean matches(FailureGroup group) {
      return acknowledged == null || acknowledged == (group.acknowledgement() != null);
    }
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    String all = "/admin/issues";
    router.get(all).handler(this::list);
    router.route(all).handler(ErrorResponses.methodNotAllowed("GET"));
    String acknowledge = all + "/:id/acknowledge";
    router.post(acknowledge).handler(this::acknowledge);
    router.route(acknowledge).handler(ErrorResponses.methodNotAllowed("POST"));
  }

  private void list(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("source", "acknowledged"));
    List<String> sources = parameters.sources(config.sources());
    String acknowledged = parameters.oneOf("acknowledged", List.of("true", "false"));
    parameters
        .result(new Query(sources, acknowledged == null ? null : Boolean.valueOf(acknowledged)))
        .match(
            query -> list(context, query),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context, Query query) {
    List<Future<List<FailureGroup>>> all = new ArrayList<>();
    query.sources().forEach(source -> all.add(AdminResponses.onEventLoop(groups.list(source))));
    AdminResponses.respondAfter(
        context,
        Future.all(all),
        done -> {
          ObjectNode json = EventCodec.JSON.createObjectNode();
          ArrayNode items = json.putArray("items");
          all.stream()
              .flatMap(each -> each.result().stream())
              .filter(query::matches)
              .sorted(Comparator.comparing(FailureGroup::lastSeen).reversed())
              .forEach(group -> items.add(HistoryJson.failures(group)));
          AdminResponses.json(context, 200, json);
        });
  }

  private void acknowledge(RoutingContext context) {
    String id = context.pathParam("id");
    String source = id.substring(0, Math.max(0, id.lastIndexOf('.')));
    if (!config.sources().contains(source)) {
      AdminResponses.problem(context, NOT_FOUND);
      return;
    }
    Future<Optional<FailureGroup>> acknowledged =
        AdminResponses.onEventLoop(groups.acknowledge(id, Operator.of(context).name()));
    AdminResponses.respondAfter(
        context,
        acknowledged,
        found ->
            found.ifPresentOrElse(
                group -> {
                  audit.sourceChanged(context, "acknowledge", source);
                  AdminResponses.json(context, 200, HistoryJson.failures(group));
                },
                () -> AdminResponses.problem(context, NOT_FOUND)));
  }
}
