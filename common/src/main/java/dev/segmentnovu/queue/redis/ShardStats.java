package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.queue.QueueStats;
import dev.segmentnovu.queue.QueueStats.Totals;
import dev.segmentnovu.queue.QueueUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads what {@code stats.lua} tells of one shard, and adds shards up. */
final class ShardStats {

  private static final int AT_ONCE = 32;

  private ShardStats() {}

  private static QueueStats none() {
    return new QueueStats(0, 0, 0, 0, 0, 0, null, 0, 0, 0, new Totals(0, 0, 0, 0, 0, 0, 0));
  }

  /** How these shards stand, together. Fails with {@link QueueUnavailableException}. */
  static CompletionStage<QueueStats> ask(RedisConnection redis, List<QueueKeys> shards) {
    return ask(redis, shards, none());
  }

  /** Some at a time: the last of many commands that are sent at once would wait too long. */
  private static CompletionStage<QueueStats> ask(
      RedisConnection redis, List<QueueKeys> shards, QueueStats before) {
    if (shards.isEmpty()) {
      return CompletableFuture.completedFuture(before);
    }
    int end = Math.min(AT_ONCE, shards.size());
    CompletionStage<QueueStats> total = CompletableFuture.completedFuture(before);
    for (QueueKeys shard : shards.subList(0, end)) {
      var part =
          redis.list(
              Script.STATS,
              List.of(
                  shard.ready(),
                  shard.stats(),
                  shard.parked(),
                  shard.dead(),
                  shard.unmapped(),
                  shard.heads()),
              List.of(utf8(shard.prefix())));
      total = total.thenCombine(part.thenApply(ShardStats::of), ShardStats::sum);
    }
    return total.thenCompose(sum -> ask(redis, shards.subList(end, shards.size()), sum));
  }

  private static QueueStats of(List<Object> answer) {
    var in = new ScriptReply(answer);
    long depth = in.number();
    long bytes = in.number();
    long runnable = in.number();
    long claimed = in.number();
    long ready = in.number();
    long parked = in.number();
    long oldest = in.number();
    long dead = in.number();
    long deadBytes = in.number();
    long unmapped = in.number();
    var totals =
        new Totals(
            in.number(),
            in.number(),
            in.number(),
            in.number(),
            in.number(),
            in.number(),
            in.number());
    // a lapsed lease counts as runnable and as claimed, hence the bound
    long retrying = Math.max(0, ready - runnable - claimed);
    return new QueueStats(
        depth,
        bytes,
        runnable,
        claimed,
        retrying,
        parked,
        oldest < 0 ? null : Duration.ofMillis(oldest),
        dead,
        deadBytes,
        unmapped,
        totals);
  }

  private static QueueStats sum(QueueStats a, QueueStats b) {
    Totals x = a.totals();
    Totals y = b.totals();
    return new QueueStats(
        a.depth() + b.depth(),
        a.bytes() + b.bytes(),
        a.runnable() + b.runnable(),
        a.claimed() + b.claimed(),
        a.retrying() + b.retrying(),
        a.parked() + b.parked(),
        older(a.oldestAge(), b.oldestAge()),
        a.dead() + b.dead(),
        a.deadBytes() + b.deadBytes(),
        a.unmapped() + b.unmapped(),
        new Totals(
            x.enqueued() + y.enqueued(),
            x.duplicates() + y.duplicates(),
            x.delivered() + y.delivered(),
            x.skipped() + y.skipped(),
            x.died() + y.died(),
            x.evicted() + y.evicted(),
            x.violations() + y.violations()));
  }

  private static @Nullable Duration older(@Nullable Duration a, @Nullable Duration b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) > 0 ? a : b;
  }
}
