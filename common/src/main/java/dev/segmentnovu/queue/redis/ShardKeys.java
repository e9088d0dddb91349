package dev.segmentnovu.queue.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The keys of all shards, each made once: a hash tag has to be searched for. Safe for use from any
 * thread.
 */
final class ShardKeys {

  private final int shards;
  private final Map<String, List<QueueKeys>> known = new ConcurrentHashMap<>();

  /**
   * Keys for sources with so many shards each.
   *
   * @param shards from 1 to 256; all processes must agree
   */
  ShardKeys(int shards) {
    this.shards = shards;
  }

  /** The keys of a source's shards, in their order; the source need not have been seen before. */
  List<QueueKeys> of(String source) {
    return known.computeIfAbsent(
        source,
        name -> IntStream.range(0, shards).mapToObj(i -> QueueKeys.of(name, i, shards)).toList());
  }

  /** How many shards each source has. */
  int shards() {
    return shards;
  }
}
