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
import dev.segmentnovu.queue.admin.history.ActivityHistory;
import dev.segmentnovu.queue.admin.history.UnmappedEvent;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the events for which no workflow is mapped, with the line that would map them. */
public final class UnmappedRoutes {

  private static final String PATH = "/admin/unmapped";

  private final ActivityHistory history;
  private final ConfigView config;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param audit records what personal data is shown: the name of an event may hold some
   */
  public UnmappedRoutes(ActivityHistory history, ConfigView config, AuditLog audit) {
    this.history = history;
    this.config = config;
    this.audit = audit;
  }

  private record Query(@Nullable String source, boolean reveal) {}

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(this::list);
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void list(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("source", QueryParameters.REVEAL));
    parameters
        .result(new Query(parameters.source(config.sources()), parameters.reveal()))
        .match(
            query ->
                Visibility.ofList(
                    context, audit, query.reveal(), visibility -> list(context, query, visibility)),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  /**
   * Whether the event has got a workflow since. A rule that takes it cannot be told by its name.
   */
  private boolean isMapped(UnmappedEvent event) {
    return config
        .source(event.source())
        .map(source -> source.mapping().workflows().containsKey(event.name()))
        .orElse(false);
  }

  private void list(RoutingContext context, Query query, Visibility visibility) {
    List<String> sources = query.source() == null ? config.sources() : List.of(query.source());
    List<Future<List<UnmappedEvent>>> all = new ArrayList<>();
    sources.forEach(source -> all.add(AdminResponses.onEventLoop(history.unmapped(source))));
    AdminResponses.respondAfter(
        context,
        Future.all(all),
        done -> {
          ObjectNode json = EventCodec.JSON.createObjectNode();
          ArrayNode items = json.putArray("items");
          all.forEach(
              each ->
                  each.result()
                      .forEach(event -> items.add(HistoryJson.unmapped(event, isMapped(event)))));
          visibility.respond(query.source(), PATH, json);
        });
  }
}
