package dev.segmentnovu.queue.redis.jobs;

import dev.segmentnovu.queue.redis.script.QueueKeys;

/** The names of the keys of jobs. */
public final class JobKeys {

  /** ZSET id → ms of its start. */
  public static final String ALL = "relay:{control}:jobs";

  /** The same, of the jobs that run. */
  public static final String RUNNING = "relay:{control}:jobs:running";

  /** The beginning of {@link #job}. */
  public static final String JOB = "relay:{control}:job:";

  private JobKeys() {}

  /** HASH of a job: its order, its state and its runner. */
  static String job(String id) {
    return JOB + id;
  }

  /** HASH of the progress of a job in a shard. */
  static String progress(QueueKeys keys, String id) {
    return keys.prefix() + "job:" + id;
  }
}
