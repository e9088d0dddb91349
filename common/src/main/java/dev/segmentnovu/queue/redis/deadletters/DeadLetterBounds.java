package dev.segmentnovu.queue.redis.deadletters;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.Bounds;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts.Kind;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the dead letters of a shard within their bounds; each shard of a source has an equal part
 * of these.
 */
public final class DeadLetterBounds {

  private final DeadLetterScripts scripts;
  private final RelayConfig.Queue config;

  /** The bounds of {@code config} in {@code redis}. */
  public DeadLetterBounds(RedisConnection redis, RelayConfig.Queue config) {
    this.scripts = new DeadLetterScripts(redis);
    this.config = config;
  }

  /**
   * Evicts the dead letters that exceed the bounds. What stays because Redis is away is evicted by
   * the next call.
   *
   * @return how many were evicted
   */
  public CompletionStage<Long> trim(QueueKeys keys) {
    return trim(keys, Kind.FAILED, config.failures(), 0)
        .thenCompose(evicted -> trim(keys, Kind.UNMAPPED, config.unmapped(), evicted));
  }

  private CompletionStage<Long> trim(QueueKeys keys, Kind kind, Bounds bounds, long before) {
    return scripts
        .trim(keys, kind, bounds)
        .thenCompose(
            evicted ->
                evicted < DeadLetterScripts.EVICTED_IN_A_CALL
                    ? CompletableFuture.completedFuture(before + evicted)
                    : trim(keys, kind, bounds, before + evicted));
  }
}
