package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.number;
import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.config.RelayConfig.Bounds;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps the dead letters within their bounds; each shard of a source has an equal part of them. */
public final class DeadLetterBounds {

  /** More than that are evicted in further calls, so that Redis serves others meanwhile. */
  private static final int EVICTED_IN_A_CALL = 1_000;

  private final RedisConnection redis;
  private final RelayConfig.Queue config;

  DeadLetterBounds(RedisConnection redis, RelayConfig.Queue config) {
    this.redis = redis;
    this.config = config;
  }

  /**
   * Evicts what is over its bounds; returns how many letters. What is not evicted because Redis is
   * away is at the next call.
   */
  CompletionStage<Long> trim(QueueKeys keys) {
    return trim(keys, keys.dead(), "dead-bytes", config.failures(), 0)
        .thenCompose(
            evicted -> trim(keys, keys.unmapped(), "unmapped-bytes", config.unmapped(), evicted));
  }

  private CompletionStage<Long> trim(
      QueueKeys keys, Object letters, String bytesField, Bounds bounds, long before) {
    boolean evicts = bounds.atBound() == AtBound.EVICT_OLDEST;
    return redis
        .number(
            Script.TRIM,
            List.of(keys.stats(), letters, keys.deadLetters(), keys.deadEntries()),
            List.of(
                utf8(bytesField),
                number(evicts ? part(bounds.count()) : Long.MAX_VALUE),
                number(evicts ? part(bounds.bytes()) : Long.MAX_VALUE),
                number(bounds.age().toMillis())))
        .thenCompose(
            evicted ->
                evicted < EVICTED_IN_A_CALL
                    ? CompletableFuture.completedFuture(before + evicted)
                    : trim(keys, letters, bytesField, bounds, before + evicted));
  }

  /** At so many letters nothing is claimed; empty if they do not block. */
  byte[] blockingCount(Bounds bounds) {
    return blocking(bounds, bounds.count());
  }

  /** Likewise for their bytes. */
  byte[] blockingBytes(Bounds bounds) {
    return blocking(bounds, bounds.bytes());
  }

  private byte[] blocking(Bounds bounds, long at) {
    return bounds.atBound() == AtBound.BLOCK ? number(part(at)) : new byte[0];
  }

  private long part(long whole) {
    return (whole + config.shards() - 1) / config.shards();
  }
}
