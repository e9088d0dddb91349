package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What the processes of an installation share to send each alert once: a lease that one of them
 * holds, and texts that only its holder writes. Safe for use from any thread. Each stage fails with
 * {@link QueueUnavailableException} where Redis does not answer.
 */
public interface AlertStore {

  /**
   * The stored texts. Their form is the caller's business.
   *
   * @param version grows with each {@link #save}; 0 before the first
   * @param state what the rules know; empty before the first save
   * @param pending the messages that wait for their receivers; likewise
   * @param latest the latest alerts; likewise
   */
  record Contents(long version, String state, String pending, String latest) {}

  /**
   * What a process learns when it asks for the lease.
   *
   * @param now the time of Redis, the same for all processes
   * @param leads whether the process has the lease
   * @param contents the stored texts; empty ones for a process that does not lead
   * @param refusals the problem of each process that refuses its configuration, for the leader only
   */
  record Turn(Instant now, boolean leads, Contents contents, List<String> refusals) {

    public Turn {
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * Takes the lease if nobody has it, or renews it. It ends by itself some seconds after the last
   * call.
   *
   * @param process identifies the caller among all processes; a random text
   * @param refusal why this process refuses its configuration file, at most 500 characters; empty
   *     if it does not
   */
  CompletionStage<Turn> lead(String process, String refusal);

  /**
   * Stores texts, if the process still leads.
   *
   * @param contents with the version that {@link #lead} returned, plus one
   * @return whether they are stored
   */
  CompletionStage<Boolean> save(String process, Contents contents);

  /** The stored texts, for any process. */
  CompletionStage<Contents> read();

  /**
   * Gives the lease back, so that another process takes it at once, and withdraws what the process
   * reported of its configuration.
   */
  CompletionStage<Void> release(String process);
}
