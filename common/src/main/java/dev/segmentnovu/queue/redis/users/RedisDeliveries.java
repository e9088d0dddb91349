package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.queue.admin.users.Deliveries;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.RecordScripts;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The records of finished events in Redis. */
public final class RedisDeliveries implements Deliveries {

  private final RecordScripts scripts;
  private final ShardKeys shardKeys;
  private final Supplier<List<String>> sources;
  private final int remembered;

  /**
   * Records in {@code redis}.
   *
   * @param sources the sources whose records are listed; they may change
   * @param remembered how many each source remembers
   */
  public RedisDeliveries(
      RedisConnection redis, ShardKeys shardKeys, Supplier<List<String>> sources, int remembered) {
    scripts = new RecordScripts(redis);
    this.shardKeys = shardKeys;
    this.sources = sources;
    this.remembered = remembered;
  }

  @Override
  public CompletionStage<Page> list(Filter filter, @Nullable String cursor, int limit) {
    DeliveryCursor after;
    try {
      after = cursor == null ? null : DeliveryCursor.decode(cursor);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    var reach = new Reach(this::full);
    var listing = new DeliveryListing(scripts, filter, after, limit, reach);
    CompletionStage<Void> reading = CompletableFuture.completedFuture(null);
    for (String source : sources.get()) {
      if (filter.source() == null || filter.source().equals(source)) {
        for (QueueKeys keys : shardKeys.of(source)) {
          reading = reading.thenCompose(unused -> listing.read(keys));
        }
      }
    }
    return reading.thenApply(unused -> listing.page());
  }

  private long full(QueueKeys keys) {
    return ShardKeys.partOf(remembered, keys.shards());
  }

  /** How far back the records of some shards reach. */
  static final class Reach {

    /** With fewer records nothing was ever dropped. */
    private final ToLongFunction<QueueKeys> full;

    private @Nullable Instant ofFull;
    private @Nullable Instant oldest;

    Reach(ToLongFunction<QueueKeys> full) {
      this.full = full;
    }

    void add(QueueKeys keys, long length, long oldestMs) {
      if (oldestMs < 0) {
        return;
      }
      Instant at = Instant.ofEpochMilli(oldestMs);
      oldest = oldest == null || at.isBefore(oldest) ? at : oldest;
      if (length >= full.applyAsLong(keys)) {
        ofFull = ofFull == null || at.isAfter(ofFull) ? at : ofFull;
      }
    }

    /** The time since when all are remembered; null if none is. */
    @Nullable Instant since() {
      return ofFull == null ? oldest : ofFull;
    }
  }
}
