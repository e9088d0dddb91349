package dev.segmentnovu.queue.control;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.concurrent.CompletionStage;

/** By which a process tells the others that it is alive. Safe for use from any thread. */
public interface Presence {

  /**
   * Stores a heartbeat in place of the last one of the same process and role. Redis forgets a
   * process that has sent none for a minute.
   *
   * @return which sources are paused now; fails with {@link QueueUnavailableException} where Redis
   *     does not answer
   */
  CompletionStage<Pauses> beat(Heartbeat heartbeat);

  /**
   * Removes a process that stops.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Void> leave(Heartbeat last);

  /**
   * Calls {@code listener} when an operator pauses or resumes a source. A call is a hint that may
   * be missing: the next heartbeat returns the same.
   *
   * @param listener called on a thread of the Redis client, which may be an event loop; must not
   *     block
   */
  void onPauseChange(Runnable listener);
}
