package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.OrderingKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The keys of all shards of all sources. Keeps them, because to find hash tags takes time. Safe for
 * use from any thread.
 */
public final class ShardKeys {

  private final int shards;
  private final Map<String, List<QueueKeys>> bySource = new ConcurrentHashMap<>();

  /**
   * The keys of sources with {@code shards} shards each.
   *
   * @param shards from 1 to 256; all processes must agree
   */
  public ShardKeys(int shards) {
    this.shards = shards;
  }

  /** The keys of a source's shards, by their number; for any source. */
  public List<QueueKeys> of(String source) {
    return bySource.computeIfAbsent(
        source,
        name -> IntStream.range(0, shards).mapToObj(i -> QueueKeys.of(name, i, shards)).toList());
  }

  /** The keys of the shard that an ordering key belongs to. */
  public QueueKeys of(String source, String orderingKey) {
    return of(source).get(QueueKeys.shardOf(orderingKey, shards));
  }

  /** Ordering keys of a source by the shard that they belong to. */
  public Map<QueueKeys, List<String>> byShard(String source, Collection<String> orderingKeys) {
    return orderingKeys.stream().collect(Collectors.groupingBy(key -> of(source, key)));
  }

  /**
   * The ordering key of a replay: the user's, unless that user's list is in another shard. Then the
   * event had a key of its own, and gets one again: a second list of the user would be out of order
   * with the first, and could not be parked.
   *
   * @param keys of the shard of the dead letter
   */
  public String replayKey(QueueKeys keys, DeadLetter deadLetter) {
    return QueueKeys.shardOf(deadLetter.userId(), shards) == keys.shard()
        ? deadLetter.userId()
        : OrderingKey.alone(deadLetter.userId(), deadLetter.messageId());
  }

  /** How many shards each source has. */
  public int shards() {
    return shards;
  }

  /** Each shard's part of {@code whole}, rounded up. */
  public static long partOf(long whole, int shards) {
    return (whole + shards - 1) / shards;
  }
}
