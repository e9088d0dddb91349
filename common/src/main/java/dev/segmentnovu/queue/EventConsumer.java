package dev.segmentnovu.queue;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** What a worker does with the queue. Safe for use from any thread. */
public interface EventConsumer {

  /**
   * How many shards a source has, as far as it is known; shards are numbered from 0. The number may
   * change at any time: a shard that is not there any more has nothing to claim.
   */
  int shards(String source);

  /**
   * Claims users that are due. Only this worker may deliver their events until the lease ends.
   *
   * @param source a configured source's name
   * @param shard from 0 to {@link #shards} - 1
   * @param users at most so many, at least 1
   * @param suspect whether one of them may be a {@linkplain ClaimedUser#suspect suspect}
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Claim> claim(String source, int shard, int users, boolean suspect);

  /**
   * Applies a settlement. Settlements that wait at the same time go to Redis in one call.
   *
   * @return never fails
   */
  CompletionStage<SettleResult> settle(Settlement settlement);

  /**
   * Forgets the fingerprints of these users' profiles, because something else has been written.
   *
   * @param source a configured source's name
   * @param userIds at least one, at most a few thousand
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Void> forgetProfiles(String source, Collection<String> userIds);

  /**
   * Forgets what is stored of a user beside the queue: dead letters, records of finished events and
   * rejections. The events that wait stay. Calls that wait at the same time share their work.
   *
   * @param source a configured source's name
   * @return fails with {@link QueueUnavailableException} where Redis does not answer; a second call
   *     does the rest
   */
  CompletionStage<Void> forgetRecords(String source, String userId);

  /** The rate budget that the workers of all processes share. */
  RateBudget rateBudget();

  /** The signals by which the workers of all processes pause a source. */
  PauseSignals pauseSignals();

  /**
   * Stores whether a source's Novu honours idempotency keys, so that operators can see it.
   *
   * @param source a configured source's name
   * @return done when it is stored; fails with {@link QueueUnavailableException} where Redis does
   *     not answer
   */
  CompletionStage<Void> storeIdempotency(String source, boolean honoured);

  /**
   * Calls {@code listener} when users may have become due, and once when the subscription begins. A
   * call is a hint: it may be missing, and it may come although nobody is due.
   *
   * @param source a configured source's name
   * @param listener called on a thread of the Redis client, which may be an event loop; must not
   *     block
   */
  void onDue(String source, Runnable listener);
}
