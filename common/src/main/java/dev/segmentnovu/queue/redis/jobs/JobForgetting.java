package dev.segmentnovu.queue.redis.jobs;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Removes users from the stored jobs. Safe for use from any thread. */
public final class JobForgetting {

  private final RedisJobStore jobs;

  /** The jobs in {@code redis}. */
  public JobForgetting(RedisConnection redis, ShardKeys shardKeys) {
    jobs = new RedisJobStore(redis, shardKeys);
  }

  /**
   * Removes users from the jobs of a source whose filter or edit names them; such a job ends if it
   * runs. Fails with {@link QueueUnavailableException}; a second call does the rest.
   */
  public CompletionStage<Void> forget(String source, Collection<String> userIds) {
    return jobs.list()
        .thenCompose(
            all -> {
              CompletionStage<Void> stripped = CompletableFuture.completedFuture(null);
              for (var job : all) {
                if (job.order().sources().contains(source)
                    && userIds.stream().anyMatch(job.order()::names)) {
                  stripped = stripped.thenCompose(unused -> jobs.strip(job));
                }
              }
              return stripped;
            });
  }
}
