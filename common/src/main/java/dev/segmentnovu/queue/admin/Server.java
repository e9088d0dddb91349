package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Knows how the Redis of the queue is, and what its memory is used for. */
public interface Server {

  /**
   * A Redis server.
   *
   * @param role {@code master} or {@code slave}, as it calls itself; empty if it does not say
   * @param version such as {@code 7.2.4}; empty if it does not say
   * @param usedBytes memory in use
   * @param maxBytes its {@code maxmemory}; null for no limit
   * @param appendOnly whether it writes an append-only file
   * @param lastFsync how long ago the files of all servers were last seen on disk, except for the
   *     writes that Redis itself delays, by a second at most; as exact as this is asked often. Null
   *     without a file, or while it was never seen
   */
  record State(
      String role,
      String version,
      long usedBytes,
      @Nullable Long maxBytes,
      boolean appendOnly,
      @Nullable Duration lastFsync) {}

  /**
   * What a structure takes, an estimate.
   *
   * @param source the source; null for what belongs to the whole installation
   * @param structure such as {@code dead-letters}
   * @param bytes of all its shards
   */
  record Memory(@Nullable String source, String structure, long bytes) {}

  /**
   * The server that holds these sources' queues; of several the one whose memory is fullest.
   *
   * @return fails with {@link QueueUnavailableException} where one does not answer
   */
  CompletionStage<State> state(List<String> sources);

  /**
   * What the queue and the history of a source take.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<List<Memory>> memory(String source);

  /**
   * What the jobs and the audit log of the installation take.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<List<Memory>> sharedMemory();
}
