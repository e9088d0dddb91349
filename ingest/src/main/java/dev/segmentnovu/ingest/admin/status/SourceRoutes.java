package dev.segmentnovu.ingest.admin.status;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.JsonBody;
import dev.segmentnovu.ingest.admin.http.Operator;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.admin.SourceProbes;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.ProbeAnswer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Pauses and resumes a source, and asks its Novu whether it takes the API key. */
public final class SourceRoutes {

  static final Problem UNKNOWN_SOURCE =
      new Problem(404, "There is no source of that name: GET /admin/sources lists them.");

  private static final ProbeAnswer NO_WORKER =
      new ProbeAnswer(
          false,
          null,
          "no worker serves the source, so nobody can ask Novu: start relay worker",
          Duration.ZERO);

  private final OperatorQueue queue;
  private final ConfigView config;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param queue pauses sources, and lets workers ask Novu
   * @param config the configured sources
   * @param audit records each change
   */
  public SourceRoutes(OperatorQueue queue, ConfigView config, AuditLog audit) {
    this.queue = queue;
    this.config = config;
    this.audit = audit;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    String pause = path("pause");
    router.post(pause).handler(JsonBody::require);
    router
        .post(pause)
        .handler(BodyHandler.create(false).setBodyLimit(ErrorResponses.MAX_BODY_BYTES))
        .handler(context -> withSource(context, source -> pause(context, source)));
    router.route(pause).handler(ErrorResponses.methodNotAllowed("POST"));

    String resume = path("resume");
    router.post(resume).handler(context -> withSource(context, source -> resume(context, source)));
    router.route(resume).handler(ErrorResponses.methodNotAllowed("POST"));

    String ask = path("probe");
    router.post(ask).handler(context -> withSource(context, source -> probe(context, source)));
    router.route(ask).handler(ErrorResponses.methodNotAllowed("POST"));
  }

  private static String path(String action) {
    return "/admin/sources/:source/" + action;
  }

  private void withSource(RoutingContext context, Consumer<RelayConfig.Source> handler) {
    config
        .source(context.pathParam("source"))
        .ifPresentOrElse(handler, () -> AdminResponses.problem(context, UNKNOWN_SOURCE));
  }

  private void pause(RoutingContext context, RelayConfig.Source source) {
    Buffer body = context.body().buffer();
    PauseRequest.parse(body == null ? new byte[0] : body.getBytes())
        .match(
            request -> pause(context, source.name(), request),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void pause(RoutingContext context, String source, PauseRequest request) {
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(
            queue.pauses().pause(source, Operator.of(context).name(), request.reason())),
        pause -> {
          audit.sourcePaused(context, source, request.reason());
          AdminResponses.json(context, 200, StatusJson.paused(pause));
        });
  }

  private void resume(RoutingContext context, RelayConfig.Source source) {
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(queue.pauses().resume(source.name())),
        wasPaused -> {
          if (wasPaused) {
            audit.sourceChanged(context, "resume", source.name());
          }
          AdminResponses.json(context, 200, StatusJson.resumed(source.name()));
        });
  }

  /** A worker asks: only workers have API keys, and what they reach is what matters. */
  private void probe(RoutingContext context, RelayConfig.Source source) {
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(queue.processes().list())
            .compose(processes -> probe(source.name(), processes)),
        answer -> AdminResponses.json(context, 200, StatusJson.probed(source.name(), answer)));
  }

  private Future<ProbeAnswer> probe(String source, List<Seen> processes) {
    Optional<String> worker =
        RelayStatus.of(Heartbeat.Role.WORKER, processes).stream()
            .filter(seen -> seen.isAlive() && serves(seen.heartbeat(), source))
            .min(Comparator.comparing(Seen::age))
            .map(seen -> seen.heartbeat().name());
    if (worker.isEmpty()) {
      return Future.succeededFuture(NO_WORKER);
    }
    return AdminResponses.onEventLoop(queue.probes().ask(worker.get(), source))
        .recover(
            failure ->
                ErrorResponses.unwrap(failure) instanceof TimeoutException
                    ? Future.succeededFuture(silent(worker.get()))
                    : Future.failedFuture(failure));
  }

  private static boolean serves(Heartbeat worker, String source) {
    return worker.sources().stream().anyMatch(served -> served.source().equals(source));
  }

  private static ProbeAnswer silent(String worker) {
    return new ProbeAnswer(
        false,
        null,
        "the worker " + worker + " does not answer: see that it runs and reaches Redis",
        SourceProbes.PATIENCE);
  }
}
