package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads the state of the queue. Safe for use from any thread. */
public interface QueueView {

  /**
   * Looks in which shards the events of these sources are, which {@code relay reshard} changes.
   * What is asked afterwards is asked there.
   *
   * @param sources names of configured sources
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Void> follow(List<String> sources);

  /**
   * The state of a source's queue, all shards together.
   *
   * @param source a configured source's name
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<QueueStats> stats(String source);

  /**
   * The believed state of a source's rate budget, sorted by category; empty while Novu has not
   * reported one.
   *
   * @param source a configured source's name
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<List<BudgetState>> budget(String source);

  /**
   * Whether a source's Novu honours idempotency keys, as a worker last stored by {@link
   * EventConsumer#storeIdempotency}; empty while none has.
   *
   * @param source a configured source's name
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Optional<Boolean>> idempotency(String source);
}
