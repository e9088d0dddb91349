package dev.segmentnovu.ingest.admin.live;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends what happens now, as server-sent events. */
public final class LiveRoutes {

  private static final Problem FULL =
      new Problem(
          503,
          LiveStream.MAX_CLIENTS
              + " clients follow this port already: close one of them, or ask another ingest.");

  private final LiveStream stream;
  private final ConfigView config;

  /** Creates the routes. */
  public LiveRoutes(LiveStream stream, ConfigView config) {
    this.stream = stream;
    this.config = config;
  }

  private record Query(List<String> sources, @Nullable String type) {

    boolean matches(LiveEvent event) {
      return sources.contains(event.source()) && (type == null || type.equals(event.type()));
    }
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    String path = "/admin/live";
    router.get(path).handler(this::follow);
    router.route(path).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void follow(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("source", "event"));
    List<String> sources = parameters.sources(config.sources());
    parameters
        .result(new Query(sources, parameters.oneOf("event", stream.types())))
        .match(
            query -> follow(context, query),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void follow(RoutingContext context, Query query) {
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
    stream.add(context.response(), query::matches);
  }
}
