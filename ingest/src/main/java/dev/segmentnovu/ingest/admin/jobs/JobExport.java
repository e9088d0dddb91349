package dev.segmentnovu.ingest.admin.jobs;

import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobWork;
import dev.segmentnovu.queue.jobs.JobWork.Letter;
import dev.segmentnovu.queue.jobs.JobWork.Part;
import dev.segmentnovu.queue.jobs.JobWork.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Streams the dead letters of an export, one JSON object per line, from the queue to the client. It
 * reads the next ones only when the client has taken those before.
 */
final class JobExport {

  private static final int LETTERS_IN_A_STEP = 100;

  private final JobWork work;
  private final Job job;
  private final HttpServerResponse response;
  private final List<Part> parts;

  /** Completes when there is room for more; fails when the client has gone. */
  private Promise<Void> room = Promise.promise();

  /** Why the client gets no more; null while it reads. */
  private @Nullable Throwable gone;

  JobExport(JobWork work, Job job, HttpServerResponse response) {
    this.work = work;
    this.job = job;
    this.response = response;
    parts = work.parts(job.order());
  }

  /**
   * Writes all lines and ends the response. If Redis does not answer after the first line, it
   * breaks the connection off, so that the client sees that lines are missing. Reads no more, and
   * fails, if the client has gone.
   */
  Future<Void> run() {
    return read(0, "")
        .compose(step -> begin().compose(unused -> write(0, step)))
        .compose(unused -> response.end())
        .onFailure(
            failure -> {
              if (response.headWritten()) {
                response.reset();
              }
            });
  }

  private Future<Void> begin() {
    response.setChunked(true).putHeader("Content-Type", "application/x-ndjson");
    response.closeHandler(unused -> leave(new IOException("The client has gone")));
    response.drainHandler(unused -> room.tryComplete());
    return Future.succeededFuture();
  }

  private Future<Step> read(int part, String from) {
    return part == parts.size()
        ? Future.succeededFuture(new Step(from, from, List.of(), true))
        : AdminResponses.onEventLoop(
            work.read(job.order(), parts.get(part), from, LETTERS_IN_A_STEP));
  }

  private Future<Void> write(int part, Step step) {
    Buffer lines = Buffer.buffer();
    for (Letter letter : step.letters()) {
      lines.appendString(JobJson.exported(letter).toString()).appendByte((byte) '\n');
    }
    boolean isLast = step.last() && part + 1 >= parts.size();
    return written(lines).compose(unused -> isLast ? Future.succeededFuture() : next(part, step));
  }

  private Future<Void> next(int part, Step step) {
    int next = step.last() ? part + 1 : part;
    return read(next, step.last() ? "" : step.to()).compose(read -> write(next, read));
  }

  private void leave(Throwable why) {
    gone = why;
    room.tryFail(why);
  }

  /** Writes, and completes when there is room for more. Fails if the client has gone. */
  private Future<Void> written(Buffer lines) {
    if (gone != null) {
      return Future.failedFuture(gone);
    }
    if (lines.length() == 0) {
      return Future.succeededFuture();
    }
    room = Promise.promise();
    // where there is room already, the next write fails instead
    response.write(lines).onFailure(this::leave);
    return response.writeQueueFull() ? room.future() : Future.succeededFuture();
  }
}
