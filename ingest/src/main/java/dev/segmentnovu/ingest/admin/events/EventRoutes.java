package dev.segmentnovu.ingest.admin.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
import dev.segmentnovu.queue.admin.users.EventSearch;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows where an event is, or what became of it. */
public final class EventRoutes {

  private static final Set<String> NAMES = Set.of("source", "userId");

  private final EventSearch search;
  private final ConfigView config;
  private final AuditLog audit;

  /** What narrows the search; null does not. */
  private record Query(@Nullable String source, @Nullable String userId) {}

  /**
   * Creates the routes.
   *
   * @param search finds events of the configured sources
   * @param config the configured sources
   * @param audit records what personal data is shown
   */
  public EventRoutes(EventSearch search, ConfigView config, AuditLog audit) {
    this.search = search;
    this.config = config;
    this.audit = audit;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get("/admin/events/:messageId").handler(this::show);
    router.route("/admin/events/:messageId").handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void show(RoutingContext context) {
    query(context)
        .match(
            query -> show(context, query),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private ParseResult<Query> query(RoutingContext context) {
    var reader = QueryParameters.of(context, NAMES);
    return reader.result(new Query(reader.source(config.sources()), reader.id("userId")));
  }

  private void show(RoutingContext context, Query query) {
    String messageId = context.pathParam("messageId");
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(search.find(messageId, query.source, query.userId)),
        found -> {
          ObjectNode json = EventJson.of(messageId, found);
          Visibility.ofRecord(context, audit)
              .respond(json.path("source").textValue(), "message " + messageId, json);
        });
  }
}
