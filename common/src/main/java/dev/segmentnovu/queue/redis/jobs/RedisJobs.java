package dev.segmentnovu.queue.redis.jobs;

import dev.segmentnovu.queue.jobs.JobQueue;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.ShardKeys;

/** Makes the jobs of a Redis. */
public final class RedisJobs {

  private RedisJobs() {}

  /** The jobs in {@code redis}. */
  public static JobQueue in(RedisConnection redis, ShardKeys shardKeys) {
    return new JobQueue(new RedisJobStore(redis, shardKeys), new RedisJobWork(redis, shardKeys));
  }
}
