package dev.segmentnovu.queue.admin.users;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The events that wait, for operators. Safe for use from any thread. */
public interface WaitingEvents {

  /**
   * An event that waits.
   *
   * @param source the source's name
   * @param userId its user
   * @param entry as the queue stores it
   */
  record Entry(String source, String userId, byte[] entry) {}

  /**
   * The last events of some users: of those who may be claimed last, who are often those who sent
   * last.
   *
   * @param source a configured source's name
   * @param limit so many of each shard at most
   * @return in no order; fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<List<Entry>> latest(String source, int limit);
}
