package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.ingest.admin.access.AccessGuard;
import dev.segmentnovu.ingest.admin.access.SessionRoutes;
import dev.segmentnovu.ingest.admin.alerts.AlertCenter;
import dev.segmentnovu.ingest.admin.auditlog.AuditRoutes;
import dev.segmentnovu.ingest.admin.console.ConsoleRoutes;
import dev.segmentnovu.ingest.admin.deadletters.DeadLetterRoutes;
import dev.segmentnovu.ingest.admin.events.DeliveryRoutes;
import dev.segmentnovu.ingest.admin.events.EventRoutes;
import dev.segmentnovu.ingest.admin.history.HistoryRoutes;
import dev.segmentnovu.ingest.admin.history.IssueRoutes;
import dev.segmentnovu.ingest.admin.history.MarkRoutes;
import dev.segmentnovu.ingest.admin.history.RejectionRoutes;
import dev.segmentnovu.ingest.admin.history.UnmappedRoutes;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.jobs.JobRoutes;
import dev.segmentnovu.ingest.admin.live.LiveRoutes;
import dev.segmentnovu.ingest.admin.live.LiveStream;
import dev.segmentnovu.ingest.admin.mapping.MappingRoutes;
import dev.segmentnovu.ingest.admin.openapi.OpenApiRoutes;
import dev.segmentnovu.ingest.admin.queue.QueueRoutes;
import dev.segmentnovu.ingest.admin.queue.QueueSampler;
import dev.segmentnovu.ingest.admin.sandbox.SandboxRoutes;
import dev.segmentnovu.ingest.admin.status.SourceDetailsRoutes;
import dev.segmentnovu.ingest.admin.status.SourceRoutes;
import dev.segmentnovu.ingest.admin.status.StatusRoutes;
import dev.segmentnovu.ingest.admin.users.UserRoutes;
import dev.segmentnovu.ingest.admin.users.UserSearchRoutes;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.history.OperatorHistory;
import dev.segmentnovu.telemetry.OpsRoutes;
import dev.segmentnovu.telemetry.Readiness;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * All routes of the admin port, and what stands before them.
 *
 * @param vertx where the port runs
 * @param guard refuses who may not call the port
 * @param view the configured sources and the state of the configuration file
 * @param running the configuration as a whole, which may change
 * @param queue what operators do with the queues of these sources
 * @param tools what the port needs from the other parts of the relay
 * @param audit records what operators change, and what personal data they are shown
 * @param clock the time of the port
 * @param registry the metrics of {@code /metrics}
 * @param readiness the state of {@code /health/ready}
 * @param sampler knows the rates of the last minute
 * @param alerts shows and tests alerts
 * @param live sends what happens now
 * @param console serves the console
 */
record AdminRoutes(
    Vertx vertx,
    AccessGuard guard,
    ConfigView view,
    Supplier<RelayConfig> running,
    OperatorQueue queue,
    AdminTools tools,
    AuditLog audit,
    Clock clock,
    PrometheusMeterRegistry registry,
    Readiness readiness,
    QueueSampler sampler,
    AlertCenter alerts,
    LiveStream live,
    ConsoleRoutes console) {

  /** Adds all routes to {@code router}. */
  void mount(Router router) {
    mountErrors(router);
    guard.mount(router);
    OpsRoutes.mount(router, registry, "ingest", readiness);
    for (String path : OpsRoutes.PATHS) {
      router.route(path).handler(ErrorResponses.methodNotAllowed("GET, HEAD"));
    }
    new OpenApiRoutes().mount(router);
    router.route("/admin/*").handler(this::follow);
    mountQueue(router);
    mountHistory(router, queue.history());
    new JobRoutes(tools.jobs(), view, clock, new SecureRandom(), audit).mount(router);
    new ConfigRoutes(view).mount(router);
    new SandboxRoutes(vertx, tools.sandbox(), audit).mount(router);
    new MappingRoutes(view, queue, tools.trial(), audit).mount(router);
    new AuditRoutes(queue.auditEntries()).mount(router);
    alerts.mount(router);
    new LiveRoutes(live, guard, view, audit).mount(router);
    new SessionRoutes(clock.instant(), tools.sandbox() != null).mount(router);
    // the last one: it takes what is not a path of the API and names a page
    console.mount(router);
  }

  private static void mountErrors(Router router) {
    router
        .route()
        .handler(
            context -> {
              AdminResponses.addSecurityHeaders(context);
              context.next();
            })
        .failureHandler(ErrorResponses::respond);
    for (int status : new int[] {400, 404, 500}) {
      router.errorHandler(status, context -> ErrorResponses.respond(context, status));
    }
  }

  /** So that an operator sees and changes what {@code relay reshard} has moved just now. */
  private void follow(RoutingContext context) {
    context.request().pause();
    AdminResponses.onEventLoop(queue.view().follow(view.sources()))
        .onComplete(
            unused -> {
              context.request().resume();
              // where Redis does not answer, the route says so
              context.next();
            });
  }

  private void mountQueue(Router router) {
    new DeadLetterRoutes(queue.deadLetters(), view, clock, audit, queue.history().recorder())
        .mount(router);
    new QueueRoutes(view, queue.view(), sampler).mount(router);
    new UserSearchRoutes(queue, view, audit).mount(router);
    new UserRoutes(queue, view, audit).mount(router);
    new DeliveryRoutes(queue.deliveries(), view, audit).mount(router);
    new EventRoutes(queue.eventSearch(), view, audit).mount(router);
    new StatusRoutes(view, queue).mount(router);
    new SourceRoutes(queue, view, audit).mount(router);
    new SourceDetailsRoutes(queue, view, running, clock).mount(router);
  }

  private void mountHistory(Router router, OperatorHistory history) {
    new HistoryRoutes(history.activity(), view, clock).mount(router);
    new IssueRoutes(history.failures(), view, audit).mount(router);
    new UnmappedRoutes(history.activity(), view, audit).mount(router);
    new RejectionRoutes(history.rejections(), view, audit).mount(router);
    new MarkRoutes(history.marks(), clock).mount(router);
  }
}
