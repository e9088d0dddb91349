package dev.segmentnovu.ingest.admin.events;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
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

  /** What narrows the search; null does not. */
  private record Query(@Nullable String source, @Nullable String userId) {}

  /**
   * Creates the routes.
   *
   * @param search finds events of the configured sources
   * @param config the configured sources
   */
  public EventRoutes(EventSearch search, ConfigView config) {
    this.search = search;
    this.config = config;
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
    return reader.result(new Query(reader.source(config.sources()), reader.userId()));
  }

  private void show(RoutingContext context, Query query) {
    String messageId = context.pathParam("messageId");
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(search.find(messageId, query.source, query.userId)),
        found -> AdminResponses.json(context, 200, EventJson.of(messageId, found)));
  }
}
