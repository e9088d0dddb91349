package dev.segmentnovu.queue;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Users whose events an operator holds back. */
public interface ParkedUsers {

  /**
   * Parks users: from now on nobody claims them, and their events wait. What is being delivered for
   * one at this moment is finished. A user of whom nothing waits cannot be parked, and one whose
   * last event leaves is parked no more.
   *
   * @param source a configured source's name
   * @param userIds at most some hundred
   * @return those parked, now or before; fails with {@link QueueUnavailableException} where Redis
   *     does not answer
   */
  CompletionStage<List<String>> park(String source, List<String> userIds);

  /**
   * Lets parked users go on, a lease or backoff that is not over excepted. As {@link #park}.
   *
   * @return those that may be claimed, now or before
   */
  CompletionStage<List<String>> unpark(String source, List<String> userIds);
}
