package dev.segmentnovu.queue;

import java.util.concurrent.CompletionStage;

/** A look at the queue from outside. */
public interface QueueView {

  /**
   * How a source's queue stands, all shards together.
   *
   * @param source a configured source's name
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<QueueStats> stats(String source);
}
