package dev.segmentnovu.queue.jobs;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.DeadLetters.Facet;
import dev.segmentnovu.queue.admin.DeadLetters.Whole;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What jobs do with dead letters. A job goes through its parts one after the other, and through
 * each in steps; Redis notes with each step how far the job is. Each stage fails with {@link
 * QueueUnavailableException} where Redis does not answer. Safe for use from any thread.
 */
public interface JobWork {

  /** The dead letters of one source's shard. */
  record Part(String source, int shard) {}

  /**
   * A dead letter that matches.
   *
   * @param id unique
   * @param deadAtMs when it died, ms since 1970
   * @param whole empty if it cannot be read
   */
  record Letter(String id, long deadAtMs, Optional<Whole> whole) {}

  /**
   * Some dead letters of a part, in the order in which the job handles them.
   *
   * @param from the place where the job is; empty at the beginning
   * @param to the place behind these; equal to {@code from} if there are none and this is the last
   * @param letters those that match; may be empty
   * @param last whether there are no more behind them
   */
  record Step(String from, String to, List<Letter> letters, boolean last) {
    public Step {
      letters = List.copyOf(letters);
    }
  }

  /**
   * What is done with one dead letter.
   *
   * @param letter the dead letter
   * @param failure the code of the reason why nothing is done; null to act
   * @param entry what a replay puts back; null for a discard
   */
  record Instruction(Letter letter, @Nullable String failure, byte @Nullable [] entry) {}

  /** The outcome of a step. */
  enum Outcome {
    /** All of it is done. */
    DONE,
    /**
     * It stopped at a user whose head is being delivered. What came before is done, and the job is
     * at that place.
     */
    BUSY,
    /** Nothing is done, because the job is at another place. */
    ELSEWHERE
  }

  /**
   * What became of a step.
   *
   * @param outcome how far it came
   * @param acted on how many dead letters it acted: not on those that others took before
   */
  record Done(Outcome outcome, long acted) {}

  /** The parts of a job, in order, as far as this process knows in how many shards a queue is. */
  List<Part> parts(JobOrder order);

  /**
   * The parts of a job, in order, as Redis stores them. Fails while the dead letters move to other
   * shards; they may be others after any stage has failed.
   */
  CompletionStage<List<Part>> followedParts(JobOrder order);

  /** How many dead letters match now; with ids, how many of them there are. */
  CompletionStage<Long> count(JobOrder order);

  /**
   * How many dead letters match now, by the code of their reason. The value null counts those whose
   * reason cannot be read.
   */
  CompletionStage<Facet> reasons(JobOrder order);

  /**
   * The order as the store keeps it: its ids in the order in which {@link #read} reads them, the
   * ids of missing dead letters last. An order without ids stays as it is.
   */
  CompletionStage<JobOrder> sorted(JobOrder order);

  /** The place of a job in a part; empty at the beginning. */
  CompletionStage<String> place(String jobId, Part part);

  /**
   * Reads the dead letters behind a place. Oldest first for a replay to the tail and for other
   * actions, so that events keep their order; newest first for a replay to the head.
   *
   * @param from the place; empty for the beginning
   * @param limit how many at most
   */
  CompletionStage<Step> read(JobOrder order, Part part, String from, int limit);

  /**
   * Acts on dead letters and notes the place behind them, both or neither.
   *
   * @param step as read; its letters do not count
   * @param instructions for each of its letters, in order
   */
  CompletionStage<Done> act(
      String jobId, JobOrder order, Part part, Step step, List<Instruction> instructions);
}
