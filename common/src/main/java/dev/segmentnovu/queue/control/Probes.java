package dev.segmentnovu.queue.control;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** By which a worker asks Novu when an operator wants to know. Safe for use from any thread. */
public interface Probes {

  /**
   * Answers the operators' questions from now on.
   *
   * @param worker the {@linkplain Heartbeat#name name} of this process
   * @param probe asks the Novu of the source of this name; called on a thread of the Redis client,
   *     which may be an event loop; must not block. A stage that fails answers nothing
   */
  void answer(String worker, Function<String, CompletionStage<ProbeAnswer>> probe);
}
