package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Parks users: an operator stops the delivery of their events. Safe for use from any thread. */
public interface ParkedUsers {

  /**
   * Parks users: from now on no worker claims them, and their events wait. A delivery under way is
   * finished. A user stays parked until {@link #unpark}, whether events wait or not.
   *
   * @param source a configured source's name
   * @param userIds at most a few hundred
   * @return those that are parked, now or before; the others have no events, and too many such
   *     users are parked. Fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<List<String>> park(String source, List<String> userIds);

  /**
   * Unparks users, if they are parked. A lease or a backoff that is not over goes on. Takes the
   * same parameters, and fails in the same way, as {@link #park}.
   */
  CompletionStage<Void> unpark(String source, List<String> userIds);
}
