package dev.segmentnovu.queue;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** The end of the queue that a worker holds. Safe for use from any thread. */
public interface EventConsumer {

  /** How many shards each source has; shards are numbered from 0. */
  int shards();

  /**
   * Claims users that are due: each is this worker's until its lease ends.
   *
   * @param source a configured source's name
   * @param shard from 0 to {@link #shards()} - 1
   * @param users at most so many, at least 1
   * @param suspect whether one among them may be of those whose claims, of which nothing was
   *     learnt, are more than {@link ClaimedUser#UNSUSPECTED}
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Claim> claim(String source, int shard, int users, boolean suspect);

  /**
   * Applies a settlement. Settlements that are waiting at the same time go to Redis in one call.
   *
   * @return completed with a value, never exceptionally
   */
  CompletionStage<SettleResult> settle(Settlement settlement);

  /**
   * Forgets what was last written of these users' profiles: something else has been written.
   *
   * @param source a configured source's name
   * @param userIds at least one, at most some thousands
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Void> forgetProfiles(String source, Collection<String> userIds);

  /** What Novu allows, shared by the workers of all processes. */
  RateBudget rateBudget();

  /** How those workers tell one another that a source has to wait. */
  PauseSignals pauseSignals();

  /**
   * Keeps whether a source's Novu honours idempotency keys, for {@link QueueView#idempotency}.
   *
   * @param source a configured source's name
   * @return done when it is kept; fails with {@link QueueUnavailableException} where Redis does not
   *     answer
   */
  CompletionStage<Void> keepIdempotency(String source, boolean honoured);

  /**
   * Calls {@code listener} when users may have become due, and once when it begins to hear of them.
   * A hint: it may be lost, and may come for nothing.
   *
   * @param source a configured source's name
   * @param listener called on a thread of the Redis client, which may be an event loop; must not
   *     block
   */
  void onDue(String source, Runnable listener);
}
