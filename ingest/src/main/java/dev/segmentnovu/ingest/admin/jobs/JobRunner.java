package dev.segmentnovu.ingest.admin.jobs;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobStore.Hold;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Takes up the jobs that no process runs, and runs them. */
@EventLoopConfined
public final class JobRunner {

  private final Vertx vertx;
  private final JobTools tools;
  private final Clock clock;
  private final String holder;
  private final JobPace pace;
  private final ActivityRecorder activity;
  private final Map<String, JobRun> runs = new HashMap<>();
  private boolean looking;
  private boolean stopped;

  /**
   * A runner that is not started.
   *
   * @param holder a name that no other process has
   */
  public JobRunner(
      Vertx vertx,
      JobTools tools,
      Clock clock,
      String holder,
      JobPace pace,
      ActivityRecorder activity) {
    this.vertx = vertx;
    this.tools = tools;
    this.clock = clock;
    this.holder = holder;
    this.pace = pace;
    this.activity = activity;
  }

  /** Begins to look for jobs. */
  public void start() {
    vertx.setPeriodic(0, pace.betweenLooks().toMillis(), timer -> look());
  }

  /** Ends its part in all jobs. Completes when another process can continue them. */
  public Future<Void> stop() {
    stopped = true;
    return Future.all(runs.values().stream().map(JobRun::stop).toList()).mapEmpty();
  }

  private void look() {
    if (looking || stopped) {
      return;
    }
    looking = true;
    AdminResponses.onEventLoop(tools.queue().store().running())
        .compose(
            ids -> {
              Future<Void> taken = Future.succeededFuture();
              for (String id : ids) {
                if (!runs.containsKey(id)) {
                  taken = taken.compose(unused -> take(id));
                }
              }
              return taken;
            })
        // where Redis is unavailable, the next look finds the jobs
        .onComplete(done -> looking = false);
  }

  private Future<Void> take(String id) {
    return AdminResponses.onEventLoop(tools.queue().store().hold(id, holder, pace.lease()))
        .compose(hold -> hold == Hold.LOST ? Future.succeededFuture() : begin(id, hold));
  }

  private Future<Void> begin(String id, Hold hold) {
    return AdminResponses.onEventLoop(tools.queue().store().find(id))
        .onSuccess(found -> found.ifPresent(job -> run(job, hold)))
        .mapEmpty();
  }

  private void run(Job job, Hold hold) {
    if (stopped || runs.containsKey(job.id())) {
      return;
    }
    var run =
        new JobRun(
            vertx, tools.queue(), clock, holder, pace, activity, job, hold == Hold.CANCELLED);
    runs.put(job.id(), run);
    run.run().onComplete(ended -> runs.remove(job.id()));
  }
}
