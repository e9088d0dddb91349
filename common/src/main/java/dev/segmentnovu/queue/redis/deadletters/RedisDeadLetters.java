package dev.segmentnovu.queue.redis.deadletters;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ReplayScript;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters in Redis. If a listing is filtered by more than time, Redis examines every dead
 * letter of the period for its first page, in parts, so that {@code total} is exact; the cursor
 * carries it to the following pages. A dead letter that comes or goes meanwhile may be missing or
 * shown.
 */
public final class RedisDeadLetters implements DeadLetters {

  private final RedisConnection redis;
  private final DeadLetterScripts scripts;
  private final DeadLetterSearch search;
  private final ReplayScript replayScript;
  private final Supplier<List<String>> sources;
  private final ShardKeys shardKeys;
  private final DeadLetterBounds bounds;

  /**
   * The dead letters in {@code redis}.
   *
   * @param sources the sources whose dead letters are listed; they may change
   */
  public RedisDeadLetters(
      RedisConnection redis,
      Supplier<List<String>> sources,
      ShardKeys shardKeys,
      DeadLetterBounds bounds) {
    this.redis = redis;
    this.scripts = new DeadLetterScripts(redis);
    this.search = new DeadLetterSearch(redis);
    this.replayScript = new ReplayScript(redis);
    this.sources = sources;
    this.shardKeys = shardKeys;
    this.bounds = bounds;
  }

  @Override
  public CompletionStage<Page> list(Filter filter, @Nullable String cursor, int limit) {
    DeadLetterListing.Cursor after;
    try {
      after = cursor == null ? null : DeadLetterListing.Cursor.decode(cursor);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    return new DeadLetterListing(filter, after, limit).read(search, shards(filter));
  }

  private List<QueueKeys> shards(Filter filter) {
    List<QueueKeys> shards = new ArrayList<>();
    for (String source : sources.get()) {
      if (filter.source() == null || filter.source().equals(source)) {
        shards.addAll(shardKeys.of(source));
      }
    }
    return shards;
  }

  @Override
  public CompletionStage<Facets> facets(Filter filter) {
    return DeadLetterFacets.of(redis, shards(filter), filter);
  }

  @Override
  public CompletionStage<Optional<Whole>> find(String id) {
    return keysOf(id)
        .map(keys -> scripts.read(keys, id))
        .orElse(CompletableFuture.completedFuture(Optional.empty()));
  }

  @Override
  public CompletionStage<ReplayResult> replay(String id, Position position, byte[] entry) {
    return find(id)
        .thenCompose(
            whole -> {
              QueueKeys keys = keysOf(id).orElse(null);
              if (whole.isEmpty() || keys == null) {
                return CompletableFuture.completedFuture(ReplayResult.GONE);
              }
              DeadLetter deadLetter = whole.get().deadLetter();
              return replayScript.run(
                  keys, deadLetter.id(), shardKeys.replayKey(keys, deadLetter), position, entry);
            });
  }

  @Override
  public CompletionStage<Boolean> delete(String id) {
    return keysOf(id)
        .map(keys -> scripts.delete(keys, id))
        .orElse(CompletableFuture.completedFuture(false));
  }

  @Override
  public CompletionStage<Long> trim() {
    CompletionStage<Long> evicted = CompletableFuture.completedFuture(0L);
    for (String source : sources.get()) {
      for (QueueKeys keys : shardKeys.of(source)) {
        evicted = evicted.thenCompose(before -> bounds.trim(keys).thenApply(now -> before + now));
      }
    }
    return evicted;
  }

  /** The shard that an id names; empty if this queue has no such shard. */
  private Optional<QueueKeys> keysOf(String id) {
    return Id.parse(id)
        .filter(at -> sources.get().contains(at.source()) && at.shard() < shardKeys.shards())
        .map(at -> shardKeys.of(at.source()).get(at.shard()));
  }
}
