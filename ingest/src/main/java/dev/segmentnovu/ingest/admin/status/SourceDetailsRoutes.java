package dev.segmentnovu.ingest.admin.status;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.control.Heartbeat;
import io.vertx.core.Future;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Shows one source: where it stands, how it is connected, and what it may use of Novu. */
public final class SourceDetailsRoutes {

  private static final String PATH = "/admin/sources/:source";

  private final OperatorQueue queue;
  private final StatusQuery status;
  private final ConfigView view;
  private final Supplier<RelayConfig> running;
  private final InstantSource clock;

  /**
   * Creates the routes.
   *
   * @param queue knows where sources stand
   * @param view the configured sources
   * @param running the configuration, which says where ingest listens
   * @param clock the time of an answer
   */
  public SourceDetailsRoutes(
      OperatorQueue queue, ConfigView view, Supplier<RelayConfig> running, InstantSource clock) {
    this.queue = queue;
    this.status = new StatusQuery(view, queue);
    this.view = view;
    this.running = running;
    this.clock = clock;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(this::show);
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void show(RoutingContext context) {
    view.source(context.pathParam("source"))
        .ifPresentOrElse(
            source ->
                AdminResponses.respondAfter(
                    context,
                    details(source),
                    found ->
                        found.ifPresentOrElse(
                            details -> respond(context, details),
                            () -> AdminResponses.problem(context, SourceRoutes.UNKNOWN_SOURCE))),
            () -> AdminResponses.problem(context, SourceRoutes.UNKNOWN_SOURCE));
  }

  private void respond(RoutingContext context, SourceDetails details) {
    HostAndPort authority = context.request().authority();
    var urls =
        new EntryPointUrls(running.get(), authority == null ? "127.0.0.1" : authority.host());
    AdminResponses.json(context, 200, SourceDetailsJson.of(details, urls, clock.instant()));
  }

  /** Empty if a reload of the configuration removed the source meanwhile. */
  private Future<Optional<SourceDetails>> details(RelayConfig.Source source) {
    Future<RelayStatus> all = status.askWithoutMemory();
    Future<List<BudgetState>> budget =
        AdminResponses.onEventLoop(queue.view().budget(source.name()));
    Future<Map<String, Instant>> credentials =
        AdminResponses.onEventLoop(queue.history().activity().credentials(source.name()));
    return Future.all(all, budget, credentials)
        .map(
            unused ->
                all.result().sources().stream()
                    .filter(each -> each.name().equals(source.name()))
                    .findFirst()
                    .map(
                        each ->
                            new SourceDetails(
                                source,
                                each,
                                inWorkers(all.result(), source.name()),
                                budget.result(),
                                credentials.result())));
  }

  private static List<Heartbeat.Source> inWorkers(RelayStatus status, String source) {
    return RelayStatus.of(Heartbeat.Role.WORKER, status.processes()).stream()
        .filter(worker -> worker.isAlive())
        .flatMap(worker -> worker.heartbeat().sources().stream())
        .filter(each -> each.source().equals(source))
        .toList();
  }
}
