package dev.segmentnovu.ingest.admin.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.admin.history.Marks;
import dev.segmentnovu.queue.admin.history.Marks.Mark;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Lists changes of the configuration and deployments, to be seen beside the plots. */
public final class MarkRoutes {

  private static final String PATH = "/admin/marks";
  private static final Duration BY_DEFAULT = Duration.ofHours(24);

  private final Marks marks;
  private final InstantSource clock;

  /**
   * Creates the routes.
   *
   * @param clock what relative times count back from
   */
  public MarkRoutes(Marks marks, InstantSource clock) {
    this.marks = marks;
    this.clock = clock;
  }

  private record Query(Instant from, Instant to) {}

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(this::list);
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void list(RoutingContext context) {
    Instant now = clock.instant();
    var parameters = QueryParameters.of(context, Set.of("from", "to"));
    Instant from = parameters.time("from", now);
    Instant to = parameters.time("to", now);
    // a mark has the time of Redis, whose clock may be ahead
    Instant end = to == null ? now.plus(BY_DEFAULT) : to;
    Instant begin = from == null ? (to == null ? now : to).minus(BY_DEFAULT) : from;
    if (!begin.isBefore(end)) {
      parameters.addMistake("to", "must be after from");
    }
    parameters
        .result(new Query(begin, end))
        .match(
            query ->
                AdminResponses.respondAfter(
                    context,
                    AdminResponses.onEventLoop(marks.list(query.from(), query.to())),
                    found -> AdminResponses.json(context, 200, json(found))),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private static ObjectNode json(List<Mark> marks) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    for (Mark each : marks) {
      items
          .addObject()
          .put("at", JsonTime.text(each.at()))
          .put("kind", each.kind().name().toLowerCase(Locale.ROOT))
          .put("text", each.text());
    }
    return json;
  }
}
