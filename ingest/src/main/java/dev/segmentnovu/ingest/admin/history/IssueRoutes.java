package dev.segmentnovu.ingest.admin.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Operator;
import dev.segmentnovu.ingest.admin.http.PersonalData;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
import dev.segmentnovu.queue.admin.history.FailureGroup;
import dev.segmentnovu.queue.admin.history.FailureGroups;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists and acknowledges failure groups. */
public final class IssueRoutes {

  private static final String ALL = "/admin/issues";

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
   * @param audit records each change, and what personal data is shown
   */
  public IssueRoutes(FailureGroups groups, ConfigView config, AuditLog audit) {
    this.groups = groups;
    this.config = config;
    this.audit = audit;
  }

  private record Query(@Nullable String source, @Nullable Boolean acknowledged, boolean reveal) {

    boolean matches(FailureGroup group) {
      return acknowledged == null || acknowledged == (group.acknowledgement() != null);
    }
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(ALL).handler(this::list);
    router.route(ALL).handler(ErrorResponses.methodNotAllowed("GET"));
    String acknowledge = ALL + "/:id/acknowledge";
    router.post(acknowledge).handler(this::acknowledge);
    router.route(acknowledge).handler(ErrorResponses.methodNotAllowed("POST"));
  }

  private void list(RoutingContext context) {
    var parameters =
        QueryParameters.of(context, Set.of("source", "acknowledged", QueryParameters.REVEAL));
    String source = parameters.source(config.sources());
    String acknowledged = parameters.oneOf("acknowledged", List.of("true", "false"));
    parameters
        .result(
            new Query(
                source,
                acknowledged == null ? null : Boolean.valueOf(acknowledged),
                parameters.reveal()))
        .match(
            query ->
                Visibility.ofList(
                    context, audit, query.reveal(), visibility -> list(context, query, visibility)),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context, Query query, Visibility visibility) {
    List<String> sources = query.source() == null ? config.sources() : List.of(query.source());
    List<Future<List<FailureGroup>>> all = new ArrayList<>();
    sources.forEach(source -> all.add(AdminResponses.onEventLoop(groups.list(source))));
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
          visibility.respond(query.source(), ALL, json);
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
                  audit.changed(context, "acknowledge", source, group.id(), Map.of());
                  AdminResponses.json(
                      context, 200, PersonalData.maskedAnswer(HistoryJson.failures(group)));
                },
                () -> AdminResponses.problem(context, NOT_FOUND)));
  }
}
