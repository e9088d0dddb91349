package dev.segmentnovu.queue.jobs;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stored jobs. Each stage fails with {@link QueueUnavailableException} where Redis does not
 * answer. Safe for use from any thread.
 */
public interface JobStore {

  /** Jobs that are kept at most. */
  int MAX_KEPT = 200;

  /** Jobs that run at the same time at most. */
  int MAX_RUNNING = 5;

  /** How long a job is kept after its start, and after the last sign of who runs it. */
  Duration KEPT = Duration.ofDays(30);

  /**
   * A job to store.
   *
   * @param id unique; the same for the same request
   * @param fingerprint of the request, which tells two requests of the same id apart
   * @param total how many dead letters match; with ids, how many ids there are
   * @param found how many of them there are now
   */
  record Draft(
      String id,
      String fingerprint,
      JobOrder order,
      long total,
      long found,
      String createdBy,
      Instant createdAt) {

    /** A job whose dead letters are all there. */
    public Draft(
        String id,
        String fingerprint,
        JobOrder order,
        long total,
        String createdBy,
        Instant createdAt) {
      this(id, fingerprint, order, total, total, createdBy, createdAt);
    }
  }

  /** The outcome of {@link #create}. */
  sealed interface Created {

    /** Applies the function of the case that this is. */
    <T> T match(
        Function<? super Stored, ? extends T> stored,
        Function<? super Conflict, ? extends T> conflict,
        Function<? super TooMany, ? extends T> tooMany);

    /**
     * The job is stored.
     *
     * @param isNew false if the same request stored it before
     */
    record Stored(boolean isNew) implements Created {
      @Override
      public <T> T match(
          Function<? super Stored, ? extends T> stored,
          Function<? super Conflict, ? extends T> conflict,
          Function<? super TooMany, ? extends T> tooMany) {
        return stored.apply(this);
      }
    }

    /** There is a job of this id that another request asked for. */
    record Conflict() implements Created {
      @Override
      public <T> T match(
          Function<? super Stored, ? extends T> stored,
          Function<? super Conflict, ? extends T> conflict,
          Function<? super TooMany, ? extends T> tooMany) {
        return conflict.apply(this);
      }
    }

    /** {@link #MAX_RUNNING} jobs run already. */
    record TooMany() implements Created {
      @Override
      public <T> T match(
          Function<? super Stored, ? extends T> stored,
          Function<? super Conflict, ? extends T> conflict,
          Function<? super TooMany, ? extends T> tooMany) {
        return tooMany.apply(this);
      }
    }
  }

  /** Whether a process runs a job. */
  enum Hold {
    /** It does, until the lease ends. */
    HELD,
    /** It does, and an operator has cancelled the job: it must end it. */
    CANCELLED,
    /** Another process runs it, or it has ended. */
    LOST
  }

  /** The outcome of {@link #cancel}. */
  enum Cancelled {
    /** The job ends shortly. */
    YES,
    /** It had ended before. */
    ENDED_BEFORE,
    /** There is no such job. */
    UNKNOWN
  }

  /** Stores a job. An export is done at once; another job runs. */
  CompletionStage<Created> create(Draft draft);

  /** Reads a job with its progress; empty if there is none of that id. */
  CompletionStage<Optional<Job>> find(String id);

  /** All jobs, newest first. */
  CompletionStage<List<Job>> list();

  /** The ids of all jobs, newest first. One that has expired may still be listed. */
  CompletionStage<List<String>> ids();

  /** The ids of the jobs that run. */
  CompletionStage<List<String>> running();

  /**
   * Takes or renews the lease of a job.
   *
   * @param holder the process
   */
  CompletionStage<Hold> hold(String id, String holder, Duration lease);

  /** Marks a job as cancelled. */
  CompletionStage<Cancelled> cancel(String id);

  /**
   * Ends a job whose lease the holder has. Its progress is stored with it.
   *
   * @param error why it failed; null unless it did
   * @return false if another process holds it, or it has ended
   */
  CompletionStage<Boolean> finish(
      Job job, String holder, Job.State state, Instant finishedAt, @Nullable String error);
}
