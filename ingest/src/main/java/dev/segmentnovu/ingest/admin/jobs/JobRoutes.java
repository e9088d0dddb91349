package dev.segmentnovu.ingest.admin.jobs;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.JsonBody;
import dev.segmentnovu.ingest.admin.http.Operator;
import dev.segmentnovu.ingest.admin.http.PersonalData;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.ingest.admin.http.Visibility;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobStore.Cancelled;
import dev.segmentnovu.queue.jobs.JobStore.Draft;
import dev.segmentnovu.queue.jobs.JobWork;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Starts, shows and cancels jobs, and streams exports. */
public final class JobRoutes {

  private static final String ALL = "/admin/jobs";

  private static final int MAX_KEY_CHARS = 255;

  private static final Problem NOT_FOUND =
      new Problem(
          404,
          "There is no job of this id: GET /admin/jobs lists those that are kept, the latest 200 of"
              + " 30 days.");

  private static final Problem TOO_MANY =
      new Problem(
          409, "Five jobs run already, which is the limit: wait for one to end, or cancel one.");

  private static final Problem CONFLICT =
      new Problem(
          409,
          "A job with this Idempotency-Key was started by another request: use a new key for a new"
              + " job.");

  private static final Problem ENDED =
      new Problem(409, "The job has ended, so there is nothing to cancel: see its report.");

  private static final Problem NO_EXPORT =
      new Problem(409, "The job is no export, so it has no result: see its report.");

  private final JobTools tools;
  private final ConfigView config;
  private final Clock clock;
  private final RandomGenerator random;
  private final AuditLog audit;

  /**
   * Creates the routes.
   *
   * @param tools the stored jobs, the dead letters and the preview
   * @param config the configured sources
   * @param clock tells when a job starts
   * @param random makes ids
   * @param audit records each start, each cancellation, and what personal data is shown
   */
  public JobRoutes(
      JobTools tools, ConfigView config, Clock clock, RandomGenerator random, AuditLog audit) {
    this.tools = tools;
    this.config = config;
    this.clock = clock;
    this.random = random;
    this.audit = audit;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(ALL).handler(this::list);
    router.post(ALL).handler(JsonBody::require);
    router
        .post(ALL)
        .handler(BodyHandler.create(false).setBodyLimit(ErrorResponses.MAX_BODY_BYTES))
        .handler(this::create);
    router.route(ALL).handler(ErrorResponses.methodNotAllowed("GET, POST"));

    String one = ALL + "/:id";
    router.get(one).handler(this::show);
    router.route(one).handler(ErrorResponses.methodNotAllowed("GET"));

    String cancel = one + "/cancel";
    router.post(cancel).handler(this::cancel);
    router.route(cancel).handler(ErrorResponses.methodNotAllowed("POST"));

    String result = one + "/result";
    router.get(result).handler(this::result);
    router.route(result).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  /** Passes the visibility that the request asks for to {@code then}; it is that of a list. */
  private void withVisibility(RoutingContext context, Consumer<Visibility> then) {
    var parameters = QueryParameters.of(context, Set.of(QueryParameters.REVEAL));
    parameters
        .result(parameters.reveal())
        .match(
            reveal -> Visibility.ofList(context, audit, reveal, then),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context) {
    withVisibility(
        context,
        visibility ->
            AdminResponses.respondAfter(
                context,
                AdminResponses.onEventLoop(tools.queue().store().list()),
                jobs -> visibility.respond(null, ALL, JobJson.list(jobs, clock.instant()))));
  }

  private void show(RoutingContext context) {
    withVisibility(
        context,
        visibility ->
            find(
                context,
                context.pathParam("id"),
                job ->
                    visibility.respond(
                        job.order().source(), job.id(), JobJson.whole(job, clock.instant()))));
  }

  /** Answers with a job that the request changed. */
  private void accepted(RoutingContext context, Job job) {
    AdminResponses.json(context, 202, PersonalData.maskedAnswer(JobJson.job(job, clock.instant())));
  }

  /** Passes a job to {@code then}, or answers 404. */
  private void find(RoutingContext context, String id, Consumer<Job> then) {
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(tools.queue().store().find(id)),
        found -> found.ifPresentOrElse(then, () -> AdminResponses.problem(context, NOT_FOUND)));
  }

  private void create(RoutingContext context) {
    withVisibility(context, visibility -> create(context, visibility));
  }

  private void create(RoutingContext context, Visibility visibility) {
    byte[] body =
        context.body().buffer() == null ? new byte[0] : context.body().buffer().getBytes();
    Instant now = clock.instant();
    String key = context.request().getHeader("Idempotency-Key");
    if (key != null && (key.isBlank() || key.length() > MAX_KEY_CHARS)) {
      AdminResponses.problem(
          context,
          Problem.badRequest(
              List.of(
                  new RequestError(
                      "Idempotency-Key", "must have 1 to " + MAX_KEY_CHARS + " characters"))));
      return;
    }
    JobRequest.parse(body, config.sources(), now)
        .match(
            request -> {
              if (request.dryRun()) {
                plan(context, request.order(), visibility);
              } else {
                start(context, request.order(), key, body, now);
              }
            },
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void plan(RoutingContext context, JobOrder order, Visibility visibility) {
    JobWork work = tools.queue().work();
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(
            work.sorted(order)
                .thenCompose(
                    sorted ->
                        work.reasons(sorted)
                            .thenCompose(
                                reasons ->
                                    Samples.of(work, sorted)
                                        .thenApply(
                                            samples ->
                                                JobJson.plan(
                                                    sorted, reasons, samples, tools.preview()))))),
        plan -> visibility.respond(order.source(), ALL, plan));
  }

  private void start(
      RoutingContext context, JobOrder order, @Nullable String key, byte[] body, Instant now) {
    String id = key == null ? randomId() : hash(key.getBytes(StandardCharsets.UTF_8));
    String name = Operator.of(context).name();
    JobWork work = tools.queue().work();
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(
            work.sorted(order)
                .thenCompose(
                    sorted ->
                        work.count(sorted)
                            .thenApply(
                                found ->
                                    new Draft(
                                        id,
                                        hash(body),
                                        sorted,
                                        sorted.hasIds() ? sorted.ids().size() : found,
                                        found,
                                        name,
                                        now)))
                .thenCompose(tools.queue().store()::create)),
        created -> {
          Runnable respond =
              created.match(
                  stored -> () -> respondStarted(context, id, stored.isNew() || key == null),
                  conflict -> () -> AdminResponses.problem(context, CONFLICT),
                  tooMany -> () -> AdminResponses.problem(context, TOO_MANY));
          respond.run();
        });
  }

  private void respondStarted(RoutingContext context, String id, boolean isNew) {
    find(
        context,
        id,
        job -> {
          if (isNew) {
            audit.jobStarted(context, job);
          }
          accepted(context, job);
        });
  }

  private void cancel(RoutingContext context) {
    String id = context.pathParam("id");
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(tools.queue().store().cancel(id)),
        cancelled -> {
          if (cancelled == Cancelled.UNKNOWN) {
            AdminResponses.problem(context, NOT_FOUND);
          } else if (cancelled == Cancelled.ENDED_BEFORE) {
            AdminResponses.problem(context, ENDED);
          } else {
            audit.jobCancelled(context, id);
            find(context, id, job -> accepted(context, job));
          }
        });
  }

  private void result(RoutingContext context) {
    find(
        context,
        context.pathParam("id"),
        job -> {
          if (job.order().action() != Action.EXPORT) {
            AdminResponses.problem(context, NO_EXPORT);
            return;
          }
          Optional<Problem> refusal =
              Operator.of(context).refusal(AdminRole.OPERATOR, "To read an export");
          if (refusal.isPresent()) {
            AdminResponses.problem(context, refusal.get());
            return;
          }
          audit.shown(context, job.order().source(), "job " + job.id());
          new JobExport(tools.queue().work(), job, context.response())
              .run()
              .onFailure(failure -> failUnlessBegun(context, failure));
        });
  }

  private static void failUnlessBegun(RoutingContext context, Throwable failure) {
    if (!context.response().headWritten()) {
      context.fail(failure);
    }
  }

  private String randomId() {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String hash(byte[] text) {
    return HexFormat.of().formatHex(Sha256.begin().digest(text), 0, 8);
  }
}
