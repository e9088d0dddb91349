package dev.segmentnovu.ingest.admin.users;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.setting.form.ValueTypes;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
import dev.segmentnovu.queue.admin.OperatorQueue;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds users by their e-mail address. */
public final class UserSearchRoutes {

  private static final String PATH = "/admin/users/search";
  private static final int LONGEST = 320;

  private final UserSearch search;
  private final ConfigView config;
  private final AuditLog audit;

  /**
   * Creates the routes. Mount them before those of single users.
   *
   * @param queue holds the events
   * @param config the configured sources
   * @param audit records what personal data is shown
   */
  public UserSearchRoutes(OperatorQueue queue, ConfigView config, AuditLog audit) {
    this.search = new UserSearch(queue);
    this.config = config;
    this.audit = audit;
  }

  private record Query(String email, @Nullable String source, List<String> sources) {}

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(this::find);
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void find(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("email", "source"));
    String email = parameters.text("email");
    if (email == null || !email.contains("@") || email.length() > LONGEST) {
      parameters.addMistake("email", "is required, and must be an e-mail address");
    }
    String source = parameters.source(config.sources());
    parameters
        .result(
            new Query(
                email == null ? "" : email,
                source,
                source == null ? config.sources() : List.of(source)))
        .match(
            query ->
                AdminResponses.respondAfter(
                    context,
                    search.find(query.email(), query.sources()),
                    found ->
                        Visibility.ofRecord(context, audit)
                            .respond(query.source(), PATH, json(query.email(), found))),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private static ObjectNode json(String email, UserSearch.Result found) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    for (UserSearch.Hit hit : found.hits()) {
      items
          .addObject()
          .put("source", hit.source())
          .put("userId", hit.userId())
          .put("email", email)
          .put("where", ValueTypes.written(hit.where()));
    }
    return json.put("complete", found.complete());
  }
}
