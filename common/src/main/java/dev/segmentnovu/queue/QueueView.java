package dev.segmentnovu.queue;

import java.util.List;
import java.util.Optional;
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

  /**
   * What is known of a source's rate budget, sorted by category; empty where Novu has told of none.
   *
   * @param source a configured source's name
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<List<BudgetState>> budget(String source);

  /**
   * Whether a source's Novu honours idempotency keys, as its workers last found out by {@link
   * EventConsumer#keepIdempotency}; empty while none has.
   *
   * @param source a configured source's name
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Optional<Boolean>> idempotency(String source);
}
