package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.reshard.StoredLayout;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.SourceScripts;
import dev.segmentnovu.queue.redis.script.StatsScript;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Reads what Redis holds of a source under any number of shards. */
final class LayoutContents {

  private static final int CHECKED_AT_ONCE = 32;

  private final SourceScripts sourceScripts;
  private final StatsScript statsScript;

  private final ShardKeys keys;

  LayoutContents(RedisConnection redis) {
    this(redis, new ShardKeys(1));
  }

  private LayoutContents(RedisConnection redis, ShardKeys keys) {
    sourceScripts = new SourceScripts(redis);
    statsScript = new StatsScript(redis);
    this.keys = keys;
  }

  /** The same, read through another client. */
  LayoutContents through(RedisConnection other) {
    return new LayoutContents(other, keys);
  }

  /** The keys of a source in {@code shards} shards. */
  private List<QueueKeys> keys(String source, int shards) {
    return keys.in(source, shards);
  }

  /** What a source has in {@code shards} shards. */
  CompletionStage<QueueStats> read(String source, int shards) {
    return statsScript.run(keys(source, shards));
  }

  /** The same without the shards that it has in {@code others} shards too. */
  CompletionStage<QueueStats> readWithout(String source, int shards, int others) {
    Set<String> without =
        keys(source, others).stream().map(QueueKeys::prefix).collect(Collectors.toSet());
    return statsScript.run(
        keys(source, shards).stream().filter(each -> !without.contains(each.prefix())).toList());
  }

  static boolean isEmpty(QueueStats contents) {
    return size(contents) == 0;
  }

  /** Events and dead letters; at least the number of users, as the counter of events may be off. */
  private static long size(QueueStats contents) {
    long users = contents.runnable() + contents.claimed() + contents.retrying() + contents.parked();
    return Math.max(Math.max(0, contents.depth()), users) + contents.dead();
  }

  /**
   * Finds the layout of a source for which Redis stores none: a relay that did not store it yet
   * wrote the queue. A shard that was ever used has counters, so the first shard under each number
   * is checked. Two numbers may share that shard; the one with the largest contents counts.
   *
   * @param preferred the number that counts if the largest contents are equal, or if there are none
   */
  CompletionStage<StoredLayout> find(String source, int preferred) {
    return usedNumbers(source, 1, List.of())
        .thenCompose(
            numbers -> {
              CompletionStage<Map<Integer, Long>> sizes =
                  CompletableFuture.completedFuture(new TreeMap<>());
              for (int number : numbers) {
                // One number after the other: of 256 numbers some 60 may share the first shard, and
                // each may take 256 calls.
                sizes =
                    sizes.thenCompose(
                        map ->
                            read(source, number)
                                .thenApply(
                                    contents -> {
                                      map.put(number, size(contents));
                                      return map;
                                    }));
              }
              return sizes.thenApply(map -> largest(map, preferred));
            });
  }

  /** Adds to {@code before} the numbers of shards, from {@code first} on, that were ever used. */
  private CompletionStage<List<Integer>> usedNumbers(
      String source, int first, List<Integer> before) {
    if (first > SourceScripts.MAX_SHARDS) {
      return CompletableFuture.completedFuture(before);
    }
    CompletionStage<List<Integer>> used =
        CompletableFuture.completedFuture(new ArrayList<>(before));
    int end = Math.min(SourceScripts.MAX_SHARDS + 1, first + CHECKED_AT_ONCE);
    for (int shards = first; shards < end; shards++) {
      int number = shards;
      used =
          used.thenCombine(
              sourceScripts.isUsed(QueueKeys.of(source, 0, shards)),
              (list, isUsed) -> {
                if (isUsed) {
                  list.add(number);
                }
                return list;
              });
    }
    return used.thenCompose(list -> usedNumbers(source, end, list));
  }

  private static StoredLayout largest(Map<Integer, Long> sizes, int preferred) {
    Set<Integer> filled =
        sizes.entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    int largest =
        filled.stream()
            .max(
                Comparator.<Integer, Long>comparing(sizes::get)
                    .thenComparing(number -> number == preferred))
            .orElse(preferred);
    filled.remove(largest);
    return new StoredLayout(largest, filled);
  }
}
