package dev.segmentnovu.queue.redis.deadletters;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.QueueUnavailableException;
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
    return locate(id, placesOf(id), 0).thenApply(found -> found.map(Located::whole));
  }

  /** A dead letter and the shard that holds it. */
  private record Located(QueueKeys keys, Whole whole) {}

  private CompletionStage<Optional<Located>> locate(String id, List<QueueKeys> places, int next) {
    if (next == places.size()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    QueueKeys keys = places.get(next);
    return scripts
        .read(keys, id)
        .thenCompose(
            whole ->
                whole.isPresent()
                    ? CompletableFuture.completedFuture(Optional.of(new Located(keys, whole.get())))
                    : locate(id, places, next + 1));
  }

  /** Why a dead letter must not change now. */
  private Optional<QueueUnavailableException> notNow(List<QueueKeys> places) {
    return places.isEmpty() ? Optional.empty() : shardKeys.notNow(places.get(0).source());
  }

  @Override
  public CompletionStage<ReplayResult> replay(String id, Position position, byte[] entry) {
    List<QueueKeys> places = placesOf(id);
    var not = notNow(places);
    if (not.isPresent()) {
      return CompletableFuture.failedFuture(not.get());
    }
    return locate(id, places, 0)
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                return CompletableFuture.completedFuture(ReplayResult.GONE);
              }
              QueueKeys keys = found.get().keys();
              DeadLetter deadLetter = found.get().whole().deadLetter();
              return replayScript.run(
                  keys, deadLetter.id(), shardKeys.replayKey(keys, deadLetter), position, entry);
            });
  }

  @Override
  public CompletionStage<Boolean> delete(String id) {
    List<QueueKeys> places = placesOf(id);
    var not = notNow(places);
    return not.isPresent() ? CompletableFuture.failedFuture(not.get()) : delete(id, places, 0);
  }

  private CompletionStage<Boolean> delete(String id, List<QueueKeys> places, int next) {
    return next == places.size()
        ? CompletableFuture.completedFuture(false)
        : scripts
            .delete(places.get(next), id)
            .thenCompose(
                deleted ->
                    deleted
                        ? CompletableFuture.completedFuture(true)
                        : delete(id, places, next + 1));
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

  /**
   * The shards that may hold a dead letter, the likely one first: its id names the shard in which
   * it died, and the queue may have been divided anew since. Empty for an id that no dead letter of
   * these sources has.
   */
  private List<QueueKeys> placesOf(String id) {
    Id at = Id.parse(id).filter(each -> sources.get().contains(each.source())).orElse(null);
    if (at == null) {
      return List.of();
    }
    List<QueueKeys> all = new ArrayList<>(shardKeys.of(at.source()));
    if (at.shard() < all.size()) {
      all.add(0, all.remove(at.shard()));
    }
    return all;
  }
}
