package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.control.ProbeAnswer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Lets a worker ask Novu: only workers have API keys, and what they reach is what matters. Safe for
 * use from any thread.
 */
public interface SourceProbes {

  /** How long a worker may take to answer: longer than it waits for Novu. */
  Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * Asks the Novu of a source.
   *
   * @param worker the name of a worker process that serves the source
   * @return fails with {@link java.util.concurrent.TimeoutException} if the worker does not answer
   *     within {@link #PATIENCE}, because it has stopped or Redis is away
   */
  CompletionStage<ProbeAnswer> ask(String worker, String source);
}
