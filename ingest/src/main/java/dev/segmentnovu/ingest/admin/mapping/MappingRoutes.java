package dev.segmentnovu.ingest.admin.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.JsonBody;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.Visibility;
import dev.segmentnovu.queue.admin.OperatorQueue;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** Shows the mapping that runs, real events to try it with, and what it does with an event. */
public final class MappingRoutes {

  /** The path of a trial, which changes nothing, although it is asked for with POST. */
  public static final String TRY = "/admin/mapping/try";

  private static final String ALL = "/admin/mapping";
  private static final String SAMPLES = ALL + "/samples";

  private static final int MOST_SAMPLES = 50;
  private static final int DEFAULT_SAMPLES = 10;

  private final ConfigView config;
  private final SampleQuery samples;
  private final EventTrial trial;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param config the configured sources
   * @param queue holds the events
   * @param trial tries events
   * @param audit records what personal data is shown
   */
  public MappingRoutes(ConfigView config, OperatorQueue queue, EventTrial trial, AuditLog audit) {
    this.config = config;
    this.samples = new SampleQuery(queue);
    this.trial = trial;
    this.audit = audit;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(ALL).handler(this::show);
    router.route(ALL).handler(ErrorResponses.methodNotAllowed("GET"));

    router.get(SAMPLES).handler(this::samples);
    router.route(SAMPLES).handler(ErrorResponses.methodNotAllowed("GET"));

    router.post(TRY).handler(JsonBody::require);
    router
        .post(TRY)
        .handler(BodyHandler.create(false).setBodyLimit(ErrorResponses.MAX_BODY_BYTES))
        .handler(this::tryEvent);
    router.route(TRY).handler(ErrorResponses.methodNotAllowed("POST"));
  }

  private void show(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("source"));
    parameters
        .result(parameters.sources(config.sources()))
        .match(
            names -> {
              List<RelayConfig.Source> sources =
                  names.stream().flatMap(name -> config.source(name).stream()).toList();
              AdminResponses.json(context, 200, MappingJson.mappings(sources, config.status()));
            },
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void samples(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("source", "limit"));
    String source = parameters.source(config.sources());
    int limit = parameters.whole("limit", 1, MOST_SAMPLES, DEFAULT_SAMPLES);
    parameters
        .result(source == null ? config.sources() : List.of(source))
        .match(
            names ->
                AdminResponses.respondAfter(
                    context,
                    samples.latest(names, limit),
                    found ->
                        Visibility.ofRecord(context, audit)
                            .respond(source, SAMPLES, MappingJson.samples(found))),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void tryEvent(RoutingContext context) {
    Buffer body = context.body().buffer();
    TrialRequest.parse(body == null ? new byte[0] : body.getBytes(), config.sources())
        .match(
            request -> AdminResponses.json(context, 200, MappingJson.trial(run(request))),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private TrialResult run(TrialRequest request) {
    try {
      return trial.run(
          request.source(), request.door(), EventCodec.JSON.writeValueAsBytes(request.event()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree that was read from JSON: cannot fail
    }
  }
}
