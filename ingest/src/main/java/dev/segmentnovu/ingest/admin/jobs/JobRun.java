package dev.segmentnovu.ingest.admin.jobs;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobQueue;
import dev.segmentnovu.queue.jobs.JobStore.Hold;
import dev.segmentnovu.queue.jobs.JobWork.Instruction;
import dev.segmentnovu.queue.jobs.JobWork.Outcome;
import dev.segmentnovu.queue.jobs.JobWork.Part;
import dev.segmentnovu.queue.jobs.JobWork.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's run of a job. Redis knows how far the job is, and takes each step once. So it does
 * no harm if another process runs the job too, because this one was late to renew its lease.
 */
@EventLoopConfined
final class JobRun {

  private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);

  /** Dead letters of a step: Redis takes about 1 ms for so many. */
  private static final int MAX_IN_A_STEP = 25;

  private static final int STEPS_PER_SECOND = 10;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** How far a job that is behind its rate catches up; more would be a burst after a pause. */
  private static final long MOST_CAUGHT_UP_NANOS = NANOS_PER_SECOND / 2;

  private final Vertx vertx;
  private final JobQueue queue;
  private final Clock clock;
  private final String holder;
  private final JobPace pace;
  private final ActivityRecorder activity;
  private final Job job;
  private final int stepSize;
  private final Promise<Void> ended = Promise.promise();

  private boolean cancelled;
  private boolean stopped;
  private long renewTimer;

  /** Null where Redis must be asked: their number changes with that of the shards. */
  private @Nullable List<Part> parts;

  private int part;

  /** The place of the job in the part; null where Redis must be asked. */
  private @Nullable String place;

  /** When the next step may start, of {@link System#nanoTime}. */
  private long nextNanos = System.nanoTime();

  /** Whether the last step stopped at a head in delivery, which is then the first of the next. */
  private boolean isBusy;

  private String busyId = "";
  private int busyTries;

  JobRun(
      Vertx vertx,
      JobQueue queue,
      Clock clock,
      String holder,
      JobPace pace,
      ActivityRecorder activity,
      Job job,
      boolean cancelled) {
    this.vertx = vertx;
    this.queue = queue;
    this.clock = clock;
    this.holder = holder;
    this.pace = pace;
    this.activity = activity;
    this.job = job;
    this.cancelled = cancelled;
    stepSize = Math.max(1, Math.min(MAX_IN_A_STEP, job.order().ratePerSecond() / STEPS_PER_SECOND));
  }

  /** Runs the job. Completes when the job has ended, or another process has it. */
  Future<Void> run() {
    renewTimer = vertx.setPeriodic(pace.betweenLooks().toMillis(), timer -> renew());
    next();
    return ended.future().onComplete(unused -> vertx.cancelTimer(renewTimer));
  }

  /** Ends this run, and gives the lease back. Completes when another process can continue. */
  Future<Void> stop() {
    stopped = true;
    return AdminResponses.onEventLoop(queue.store().hold(job.id(), holder, Duration.ZERO))
        .<Void>mapEmpty()
        // where Redis does not answer, the lease ends by itself
        .otherwiseEmpty();
  }

  private void renew() {
    if (stopped) {
      return;
    }
    AdminResponses.onEventLoop(queue.store().hold(job.id(), holder, pace.lease()))
        .onSuccess(
            hold -> {
              cancelled |= hold == Hold.CANCELLED;
              stopped |= hold == Hold.LOST;
            });
  }

  private void next() {
    if (stopped) {
      ended.tryComplete();
    } else if (cancelled) {
      finish(Job.State.CANCELLED, null);
    } else if (parts == null) {
      AdminResponses.onEventLoop(queue.work().followedParts(job.order()))
          .onSuccess(
              found -> {
                parts = found;
                part = 0;
                next();
              })
          .onFailure(this::failed);
    } else if (part == parts.size()) {
      finish(Job.State.DONE, null);
    } else {
      step(parts.get(part)).onSuccess(wait -> later(wait, this::next)).onFailure(this::failed);
    }
  }

  private void failed(Throwable thrown) {
    parts = null;
    place = null;
    Throwable failure = ErrorResponses.unwrap(thrown);
    if (failure instanceof QueueUnavailableException) {
      later(pace.betweenTries(), this::next);
    } else {
      // the exception's message may hold personal data
      LOG.error(
          "The job {} failed: {} at {}",
          job.id(),
          failure.getClass().getName(),
          failure.getStackTrace().length == 0 ? "?" : failure.getStackTrace()[0]);
      finish(
          Job.State.FAILED,
          "The relay failed because of a bug; the log of the ingest process has more.");
    }
  }

  private void later(Duration wait, Runnable then) {
    vertx.setTimer(Math.max(1, wait.toMillis()), timer -> then.run());
  }

  /** Does one step; gives how long to wait before the next. */
  private Future<Duration> step(Part present) {
    Future<String> known =
        place != null
            ? Future.succeededFuture(place)
            : AdminResponses.onEventLoop(queue.work().place(job.id(), present));
    return known
        .compose(
            from ->
                AdminResponses.onEventLoop(queue.work().read(job.order(), present, from, stepSize)))
        .compose(
            read -> {
              if (read.to().equals(read.from())) {
                return Future.succeededFuture(after(read, Outcome.DONE));
              }
              List<Instruction> instructions = instructions(read);
              return AdminResponses.onEventLoop(
                      queue.work().act(job.id(), job.order(), present, read, instructions))
                  .map(
                      done -> {
                        count(present, done.acted());
                        return after(read, done.outcome());
                      });
            });
  }

  private void count(Part present, long acted) {
    if (job.order().action() == Action.REPLAY) {
      activity.source(present.source()).count(ActivityCount.REPLAYED, acted);
    }
  }

  private List<Instruction> instructions(Step step) {
    String first = step.letters().isEmpty() ? "" : step.letters().get(0).id();
    if (isBusy && first.equals(busyId)) {
      busyTries++;
    } else if (isBusy) {
      busyId = first;
      busyTries = 1;
    }
    boolean givesUp = isBusy && busyTries >= pace.tries();
    isBusy = false;
    return step.letters().stream()
        .map(letter -> PlannedLetter.of(job.order(), letter))
        .map(
            planned ->
                givesUp && planned.failure() == null && planned.letter().id().equals(busyId)
                    ? planned.failing(JobFailure.BUSY)
                    : planned)
        .map(PlannedLetter::instruction)
        .toList();
  }

  private Duration after(Step step, Outcome outcome) {
    if (outcome == Outcome.DONE) {
      part += step.last() ? 1 : 0;
      place = step.last() ? null : step.to();
      return paced(step.letters().size());
    }
    place = null;
    isBusy = outcome == Outcome.BUSY;
    return pace.betweenTries();
  }

  /** How long to wait after so many dead letters; negative if the job is behind its rate. */
  private Duration paced(int letters) {
    long now = System.nanoTime();
    nextNanos =
        Math.max(now - MOST_CAUGHT_UP_NANOS, nextNanos)
            + letters * NANOS_PER_SECOND / job.order().ratePerSecond();
    return Duration.ofNanos(nextNanos - now);
  }

  private void finish(Job.State state, @Nullable String error) {
    AdminResponses.onEventLoop(queue.store().finish(job, holder, state, clock.instant(), error))
        .onSuccess(isMine -> ended.tryComplete())
        .onFailure(
            failure -> {
              if (stopped) {
                ended.tryComplete();
              } else {
                later(pace.betweenTries(), () -> finish(state, error));
              }
            });
  }
}
