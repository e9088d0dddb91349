package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.QueueStats.Totals;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code stats.lua}: reads how a shard stands, and sums up shards. */
public final class StatsScript {

  private static final Script SCRIPT = Script.load("stats");

  /** Of more commands at once the last would wait too long. */
  private static final int SHARDS_AT_ONCE = 32;

  /**
   * Users of a source whose heads are read; all shards together should not take longer than one.
   */
  private static final int HEADS = 100;

  private static final int LEAST_HEADS = 10;

  private static final QueueStats NOTHING =
      new QueueStats(
          0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0, null, false, new Totals(0, 0, 0, 0, 0, 0, 0, 0));

  private final RedisConnection redis;

  public StatsScript(RedisConnection redis) {
    this.redis = redis;
  }

  /** The sum of these shards. Fails with {@link QueueUnavailableException}. */
  public CompletionStage<QueueStats> run(List<QueueKeys> shards) {
    return add(shards, Math.max(LEAST_HEADS, HEADS / Math.max(1, shards.size())), NOTHING);
  }

  private CompletionStage<QueueStats> add(List<QueueKeys> shards, int heads, QueueStats before) {
    if (shards.isEmpty()) {
      return CompletableFuture.completedFuture(before);
    }
    int end = Math.min(SHARDS_AT_ONCE, shards.size());
    CompletionStage<QueueStats> total = CompletableFuture.completedFuture(before);
    for (QueueKeys shard : shards.subList(0, end)) {
      total = total.thenCombine(read(shard, heads), StatsScript::sum);
    }
    return total.thenCompose(sum -> add(shards.subList(end, shards.size()), heads, sum));
  }

  private CompletionStage<QueueStats> read(QueueKeys shard, int heads) {
    return redis
        .list(
            SCRIPT,
            List.of(
                shard.ready(),
                shard.stats(),
                shard.parked(),
                shard.dead(),
                shard.unmapped(),
                shard.heads()),
            new ScriptArguments().text(shard.prefix()).number(heads))
        .thenApply(StatsScript::stats);
  }

  private static QueueStats stats(ScriptReply reply) {
    long depth = reply.number();
    long bytes = reply.number();
    long runnable = reply.number();
    long claimed = reply.number();
    long ready = reply.number();
    long parked = reply.number();
    long oldestMs = reply.number();
    long dead = reply.number();
    long deadBytes = reply.number();
    long unmapped = reply.number();
    long enqueued = reply.number();
    long duplicates = reply.number();
    long delivered = reply.number();
    long skipped = reply.number();
    long died = reply.number();
    long evicted = reply.number();
    long violations = reply.number();
    long unmappedBytes = reply.number();
    long oldestDueMs = reply.number();
    boolean moving = reply.number() == 1;
    var totals =
        new Totals(
            enqueued, duplicates, delivered, skipped, died, evicted, reply.number(), violations);
    // at least 0, because a user whose lease lapsed counts as runnable and as claimed
    long retrying = Math.max(0, ready - runnable - claimed);
    return new QueueStats(
        depth,
        bytes,
        runnable,
        claimed,
        retrying,
        parked,
        age(oldestMs),
        dead,
        deadBytes,
        unmapped,
        unmappedBytes,
        age(oldestDueMs),
        moving,
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
        a.unmappedBytes() + b.unmappedBytes(),
        older(a.oldestDue(), b.oldestDue()),
        a.moving() || b.moving(),
        new Totals(
            x.enqueued() + y.enqueued(),
            x.duplicates() + y.duplicates(),
            x.delivered() + y.delivered(),
            x.skipped() + y.skipped(),
            x.died() + y.died(),
            x.evicted() + y.evicted(),
            x.evictedUnmapped() + y.evictedUnmapped(),
            x.violations() + y.violations()));
  }

  private static @Nullable Duration age(long millis) {
    return millis < 0 ? null : Duration.ofMillis(millis);
  }

  private static @Nullable Duration older(@Nullable Duration a, @Nullable Duration b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) > 0 ? a : b;
  }
}
