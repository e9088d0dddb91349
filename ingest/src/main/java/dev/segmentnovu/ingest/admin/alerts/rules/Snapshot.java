package dev.segmentnovu.ingest.admin.alerts.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the installation at one moment, as far as it may be worth an alert.
 *
 * @param at the moment, by the clock of Redis
 * @param sources the configured sources
 * @param refusals why processes refuse their configuration, one text for each; empty if none does
 * @param redisFullness the used part of Redis's memory, from 0 to 1; null if it is not known
 * @param jobs the jobs that ended lately; an older one may be missing
 */
public record Snapshot(
    Instant at,
    List<Source> sources,
    List<String> refusals,
    @Nullable Double redisFullness,
    List<FinishedJob> jobs) {

  public Snapshot {
    sources = List.copyOf(sources);
    refusals = List.copyOf(refusals);
    jobs = List.copyOf(jobs);
  }

  /**
   * A source.
   *
   * @param name its name
   * @param queue its queue; null if it is not known
   * @param state whether it is delivered; null if it is not known
   */
  public record Source(String name, @Nullable Queue queue, @Nullable SourceState state) {}

  /**
   * The queue of a source.
   *
   * @param received events that were ever accepted, duplicates too
   * @param died events that ever became dead letters
   * @param violations of its invariants that were ever found
   * @param deadLetterFullness the dead letters as a part of their bound, from 0 to about 1
   * @param oldestDue how long the oldest event that is due waits; zero if none does
   */
  public record Queue(
      long received, long died, long violations, double deadLetterFullness, Duration oldestDue) {}

  /**
   * Whether a source is delivered.
   *
   * @param state the state
   * @param reason why it is in this state; null if nothing is known
   * @param remedy what an operator can do; null if nothing is known
   */
  public record SourceState(State state, @Nullable String reason, @Nullable String remedy) {}

  /** The states of a source. */
  public enum State {
    /** Its events are delivered. */
    RUNNING,
    /** An operator paused it. */
    PAUSED,
    /** Novu refuses its key. */
    SUSPENDED,
    /** Novu limits its rate. */
    RATE_LIMITED,
    /** All its calls fail. */
    CIRCUIT_OPEN,
    /** Its dead letters are at their bound. */
    BLOCKED,
    /** No worker is alive. */
    NO_WORKER
  }

  /**
   * A job that has ended.
   *
   * @param id its id
   * @param source the source that it was limited to; null for none
   * @param action what it did, such as {@code replay}
   * @param outcome how it ended, such as {@code done} or {@code failed}
   * @param total how many dead letters it was to act on
   * @param acted on how many it acted
   * @param failures how many actions failed
   * @param finishedAt when it ended
   */
  public record FinishedJob(
      String id,
      @Nullable String source,
      String action,
      String outcome,
      long total,
      long acted,
      long failures,
      Instant finishedAt) {}
}
