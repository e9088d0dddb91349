package dev.segmentnovu.queue.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job.
 *
 * @param id unique
 * @param order what it does
 * @param state whether it runs
 * @param total how many dead letters matched at its start; of a job with ids, how many ids it has
 * @param createdBy who asked for it
 * @param createdAt when it was asked for: dead letters that died later are not included
 * @param finishedAt when it ended; null while it runs
 * @param progress how far it is
 * @param error why it failed, or why the relay ended it; null unless it did
 */
public record Job(
    String id,
    JobOrder order,
    State state,
    long total,
    String createdBy,
    Instant createdAt,
    @Nullable Instant finishedAt,
    JobProgress progress,
    @Nullable String error) {

  /** The states of a job. */
  public enum State {
    /** A process runs it, or the next one takes it up. */
    RUNNING,
    /** All dead letters were handled. */
    DONE,
    /** An operator stopped it. What it had done stays done. */
    CANCELLED,
    /** It stopped because of a bug. */
    FAILED
  }

  /** The dead letters that it has not reached; 0 after its end, unless it was stopped. */
  public long left() {
    return state == State.DONE ? 0 : Math.max(0, total - progress.acted() - progress.failed());
  }

  /**
   * The dead letters that matched at the start, or were selected, and were replayed, deleted or
   * evicted by others before the job reached them. It is known at the end; null before.
   */
  public @Nullable Long gone() {
    return state == State.DONE
        ? Long.valueOf(Math.max(0, total - progress.acted() - progress.failed()))
        : null;
  }

  /** The same job at another point. */
  public Job with(JobProgress progress) {
    return new Job(id, order, state, total, createdBy, createdAt, finishedAt, progress, error);
  }
}
