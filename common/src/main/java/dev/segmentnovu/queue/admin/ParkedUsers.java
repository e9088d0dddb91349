package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Parks users: an operator stops the delivery of their events. Safe for use from any thread. */
public interface ParkedUsers {

  /**
   * Parks users: from now on no worker claims them, and their events wait. A delivery under way is
   * finished. A user without events cannot be parked, and a user whose last event leaves the queue
   * is not parked any more.
   *
   * @param source a configured source's name
   * @param userIds at most a few hundred
   * @return those that are parked, now or before; fails with {@link QueueUnavailableException}
   *     where Redis does not answer
   */
  CompletionStage<List<String>> park(String source, List<String> userIds);

  /**
   * Unparks users. A lease or a backoff that is not over goes on. Takes the same parameters as
   * {@link #park}.
   *
   * @return those that are not parked and have events, now or before; fails as {@link #park}
   */
  CompletionStage<List<String>> unpark(String source, List<String> userIds);
}
