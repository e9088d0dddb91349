package dev.segmentnovu.ingest.admin.status;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.FinishedJob;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobStore;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The jobs that have ended, for who asks every few seconds. What an alert tells of a job that has
 * ended changes no more, so each is read once, and one that runs is not read.
 */
@EventLoopConfined
final class EndedJobs {

  private final JobStore jobs;

  /** By id, at most as many as are kept; empty for one that is listed but has expired. */
  private final Map<String, Optional<FinishedJob>> known = new HashMap<>();

  EndedJobs(JobStore jobs) {
    this.jobs = jobs;
  }

  /** All that are kept. Fails where Redis does not answer; the next call reads the rest. */
  Future<List<FinishedJob>> ask() {
    // the ids first: a job that ends meanwhile is in the first list, and not in the second
    return AdminResponses.onEventLoop(jobs.ids())
        .compose(ids -> AdminResponses.onEventLoop(jobs.running()).compose(run -> read(ids, run)))
        .map(read -> known.values().stream().flatMap(Optional::stream).toList());
  }

  private Future<Void> read(List<String> ids, List<String> running) {
    known.keySet().retainAll(new HashSet<>(ids));
    Set<String> run = new HashSet<>(running);
    Future<Void> read = Future.succeededFuture();
    for (String id : ids) {
      if (!run.contains(id) && !known.containsKey(id)) {
        read = read.compose(before -> read(id));
      }
    }
    return read;
  }

  private Future<Void> read(String id) {
    return AdminResponses.onEventLoop(jobs.find(id))
        .map(
            job -> {
              known.put(id, job.flatMap(EndedJobs::finished));
              return null;
            });
  }

  private static Optional<FinishedJob> finished(Job job) {
    return Optional.ofNullable(job.finishedAt())
        .map(
            at ->
                new FinishedJob(
                    job.id(),
                    job.order().source(),
                    job.order().action().name().toLowerCase(Locale.ROOT),
                    job.state().name().toLowerCase(Locale.ROOT),
                    job.total(),
                    job.progress().acted(),
                    job.progress().failed(),
                    at));
  }
}
