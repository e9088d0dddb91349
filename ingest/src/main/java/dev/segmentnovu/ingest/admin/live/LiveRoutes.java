package dev.segmentnovu.ingest.admin.live;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends what happens now, as server-sent events. */
public final class LiveRoutes {

  private static final String PATH = "/admin/live";

  private static final Problem FULL =
      new Problem(
          503,
          LiveStream.MAX_CLIENTS
              + " clients follow this port already: close one of them, or ask another ingest.");

  private final LiveStream stream;
  private final ConfigView config;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param audit records who follows personal data
   */
  public LiveRoutes(LiveStream stream, ConfigView config, AuditLog audit) {
    this.stream = stream;
    this.config = config;
    this.audit = audit;
  }

  private record Query(@Nullable String source, @Nullable String type, boolean reveal) {

    boolean matches(LiveEvent event) {
      return (source == null || source.equals(event.source()))
          && (type == null || type.equals(event.type()));
    }
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(this::follow);
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void follow(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("source", "event", QueryParameters.REVEAL));
    parameters
        .result(
            new Query(
                parameters.source(config.sources()),
                parameters.oneOf("event", stream.types()),
                parameters.reveal()))
        .match(
            query ->
                Visibility.ofList(
                    context,
                    audit,
                    query.reveal(),
                    visibility -> follow(context, query, visibility)),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void follow(RoutingContext context, Query query, Visibility visibility) {
    if (stream.isFull()) {
      context.response().putHeader("Retry-After", "60");
      AdminResponses.problem(context, FULL);
      return;
    }
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
        // proxies must not hold events back
        .putHeader("X-Accel-Buffering", "no");
    visibility.recordShowing(query.source(), PATH);
    stream.add(context.response(), query::matches, visibility.masks());
  }
}
