package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.DeadLetters;
import dev.segmentnovu.queue.OrderingKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters in Redis. Where a listing is filtered by more than time, its first page reads
 * every letter of the period, in chunks, so that {@code total} is exact; the pages that follow
 * carry it on. Letters that come or go meanwhile may be missed or seen, as in any list that lives.
 */
final class RedisDeadLetters implements DeadLetters {

  private static final Pattern ID = Pattern.compile("([a-z0-9_-]+)\\.(\\d{1,6})\\.[a-z0-9]+");

  private final RedisConnection redis;
  private final Supplier<List<String>> sources;
  private final ShardKeys shardKeys;
  private final DeadLetterBounds bounds;

  RedisDeadLetters(
      RedisConnection redis,
      Supplier<List<String>> sources,
      ShardKeys shardKeys,
      DeadLetterBounds bounds) {
    this.bounds = bounds;
    this.redis = redis;
    this.sources = sources;
    this.shardKeys = shardKeys;
  }

  @Override
  public CompletionStage<Page> list(Filter filter, @Nullable String cursor, int limit) {
    DeadLetterListing.Cursor after;
    try {
      after = cursor == null ? null : DeadLetterListing.Cursor.decode(cursor);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    var listing = new DeadLetterListing(redis, filter, after, limit);
    CompletionStage<Void> scan = CompletableFuture.completedFuture(null);
    for (String source : sources.get()) {
      if (filter.source() == null || filter.source().equals(source)) {
        for (QueueKeys keys : shardKeys.of(source)) {
          for (Object letters : List.of(keys.dead(), keys.unmapped())) {
            scan = scan.thenCompose(unused -> listing.read(keys, letters));
          }
        }
      }
    }
    return scan.thenApply(unused -> listing.page());
  }

  @Override
  public CompletionStage<Optional<Whole>> find(String id) {
    return keysOf(id)
        .map(
            keys ->
                redis
                    .list(
                        Script.LETTER,
                        List.of(keys.deadLetters(), keys.deadEntries()),
                        List.of(utf8(id)))
                    .thenApply(
                        answer ->
                            answer.isEmpty()
                                ? Optional.<Whole>empty()
                                : DeadLetterCodec.read((byte[]) answer.get(0))
                                    .map(letter -> new Whole(letter, (byte[]) answer.get(1)))))
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
              return replay(keys, whole.get().letter(), position, entry);
            });
  }

  private CompletionStage<ReplayResult> replay(
      QueueKeys keys, DeadLetter letter, Position position, byte[] entry) {
    return redis
        .number(
            Script.REPLAY,
            List.of(
                keys.ready(),
                keys.stats(),
                keys.dead(),
                keys.deadLetters(),
                keys.deadEntries(),
                keys.parked(),
                keys.unmapped(),
                keys.heads()),
            List.of(
                utf8(keys.prefix()),
                utf8(letter.id()),
                utf8(place(keys, letter)),
                utf8(position == Position.HEAD ? "head" : "tail"),
                entry,
                utf8(QueueKeys.channel(keys.source()))))
        .thenApply(
            done ->
                done == 1
                    ? ReplayResult.REPLAYED
                    : done == 2 ? ReplayResult.BUSY : ReplayResult.GONE);
  }

  /**
   * The key under which a letter goes back: its user's, unless that lives in another shard. Then
   * the event stood alone, and does again: a second list of the user would be out of order with the
   * first, and could not be parked.
   */
  private String place(QueueKeys keys, DeadLetter letter) {
    return QueueKeys.shardOf(letter.userId(), shardKeys.shards()) == keys.shard()
        ? letter.userId()
        : OrderingKey.alone(letter.userId(), letter.messageId());
  }

  @Override
  public CompletionStage<Boolean> delete(String id) {
    return keysOf(id)
        .map(
            keys ->
                redis
                    .number(
                        Script.DELETE,
                        List.of(
                            keys.stats(),
                            keys.dead(),
                            keys.deadLetters(),
                            keys.deadEntries(),
                            keys.unmapped()),
                        List.of(utf8(id)))
                    .thenApply(deleted -> deleted == 1))
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

  /** An id names source and shard. Empty for one that is none of ours. */
  private Optional<QueueKeys> keysOf(String id) {
    Matcher parts = ID.matcher(id);
    if (!parts.matches()
        || !sources.get().contains(parts.group(1))
        || Integer.parseInt(parts.group(2)) >= shardKeys.shards()) {
      return Optional.empty();
    }
    return Optional.of(shardKeys.of(parts.group(1)).get(Integer.parseInt(parts.group(2))));
  }
}
