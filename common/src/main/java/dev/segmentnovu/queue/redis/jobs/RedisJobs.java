package dev.segmentnovu.queue.redis.jobs;

import dev.segmentnovu.queue.admin.QueueView;
import dev.segmentnovu.queue.jobs.JobQueue;
import dev.segmentnovu.queue.jobs.JobStore;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.ShardKeys;

/** Makes the jobs of a Redis. */
public final class RedisJobs {

  private RedisJobs() {}

  /**
   * The jobs in {@code redis}.
   *
   * @param view follows a change of the shards
   */
  public static JobQueue in(RedisConnection redis, ShardKeys shardKeys, QueueView view) {
    return new JobQueue(store(redis, shardKeys), new RedisJobWork(redis, shardKeys, view));
  }

  /** The stored jobs in {@code redis}. */
  public static JobStore store(RedisConnection redis, ShardKeys shardKeys) {
    return new RedisJobStore(redis, shardKeys);
  }
}
