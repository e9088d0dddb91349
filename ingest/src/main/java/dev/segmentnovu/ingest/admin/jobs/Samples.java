package dev.segmentnovu.ingest.admin.jobs;

import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobWork;
import dev.segmentnovu.queue.jobs.JobWork.Part;
import dev.segmentnovu.queue.jobs.JobWork.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The first dead letters that a job would handle. */
final class Samples {

  private static final int WANTED = 10;

  private final JobWork work;
  private final JobOrder order;
  private final List<Part> parts;
  private final List<PlannedLetter> found = new ArrayList<>();

  private Samples(JobWork work, JobOrder order) {
    this.work = work;
    this.order = order;
    parts = work.parts(order);
  }

  /** Reads ten of them, or all if there are fewer. */
  static CompletionStage<List<PlannedLetter>> of(JobWork work, JobOrder order) {
    return new Samples(work, order).read(0, "");
  }

  private CompletionStage<List<PlannedLetter>> read(int part, String from) {
    int left = WANTED - found.size();
    if (part == parts.size() || left == 0) {
      return CompletableFuture.completedFuture(found);
    }
    return work.read(order, parts.get(part), from, left).thenCompose(step -> add(part, step));
  }

  private CompletionStage<List<PlannedLetter>> add(int part, Step step) {
    step.letters().forEach(letter -> found.add(PlannedLetter.of(order, letter)));
    return step.last() ? read(part + 1, "") : read(part, step.to());
  }
}
