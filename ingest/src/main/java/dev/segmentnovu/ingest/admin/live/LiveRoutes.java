package dev.segmentnovu.ingest.admin.live;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.access.AccessGuard;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Operator;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
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
  private final AccessGuard guard;
  private final ConfigView config;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param guard knows whether a client may still follow
   * @param audit records who follows personal data
   */
  public LiveRoutes(LiveStream stream, AccessGuard guard, ConfigView config, AuditLog audit) {
    this.stream = stream;
    this.guard = guard;
    this.config = config;
    this.audit = audit;
  }

  private record Query(
      @Nullable String source, @Nullable String type, @Nullable String userId, boolean reveal) {

    /** The event is whole: its user is compared before personal data is masked. */
    boolean matches(LiveEvent event) {
      return (source == null || source.equals(event.source()))
          && (type == null || type.equals(event.type()))
          && (userId == null || userId.equals(event.data().path("userId").textValue()));
    }
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(this::follow);
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void follow(RoutingContext context) {
    var parameters =
        QueryParameters.of(context, Set.of("source", "event", "userId", QueryParameters.REVEAL));
    parameters
        .result(
            new Query(
                parameters.source(config.sources()),
                parameters.oneOf("event", stream.types()),
                parameters.id("userId"),
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
    Optional<Operator> operator = Optional.of(Operator.of(context));
    stream.add(
        context.response(),
        new LiveStream.Follower(
            query::matches, visibility.masks(), () -> guard.operatorNow(context).equals(operator)));
  }
}
